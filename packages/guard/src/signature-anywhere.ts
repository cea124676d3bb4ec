/** Whether a compact JWS is signed by this key, where only WebCrypto is at hand. RFC 7515 §5.2 */
import { type CryptoKey, compactVerify, errors } from 'jose'

/** `key` is one for `alg`, as jose imported it. */
export const isSignedBy = async (key: CryptoKey, jws: string, alg: string): Promise<boolean> => {
  try {
    await compactVerify(jws, key, { algorithms: [alg] })
    return true
  } catch (error) {
    if (error instanceof errors.JOSEError) return false
    throw error
  }
}

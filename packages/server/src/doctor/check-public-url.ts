/** Do clients reach this server at its public URL, and does it call itself so there? RFC 8414 §3.3 */
import { fetchConfigured, NoAnswer, type Answer } from '@gatehouse/egress'
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import type { Config } from '../config/load.ts'
import { fine, problem, type Check, type Finding } from './finding.ts'

const check: Check = 'public URL'
const caps = { maxBytes: 256 * 1024, timeoutMs: 5000 }

/** While the server does not run, only a foreign answer is worth a word. */
export const checkPublicUrl = async (
  { publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  isRunning: boolean,
): Promise<Finding | undefined> => {
  const [url = ''] = authorizationServerMetadataUrls(publicUrl)
  try {
    const answer = await fetchConfigured(url, caps)
    if (!isRunning) return foreign(publicUrl, answer)
    return judge(publicUrl, answer)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    if (!isRunning) return undefined
    const says = `clients cannot reach ${publicUrl}: ${reasons[error.code ?? ''] ?? reasons[error.reason]}`
    return problem(
      check,
      says,
      `Let ${publicUrl} lead to ${host}:${port} of this machine, or set publicUrl to the address that does`,
    )
  }
}

const reasons: Readonly<Record<string, string | undefined>> = {
  ENOTFOUND: 'nobody knows this host name',
  ECONNREFUSED: 'nothing listens there',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody that clients trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody that clients trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes without the one that signed it',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  tooSlow: 'no answer within 5 seconds',
  tooLarge: 'something else answers there',
  unreachable: 'no connection',
}

const judge = (publicUrl: string, answer: Answer): Finding => {
  const location = answer.headers.get('location')
  if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
    const cure = 'Set publicUrl to where it leads; clients follow no redirect here'
    return problem(check, `${publicUrl} redirects to ${location}`, cure)
  }
  const issuer = issuerIn(answer)
  if (issuer === publicUrl) return fine(check, `${publicUrl} answers and calls itself so`)
  if (issuer === undefined) {
    const says = `something else answers at ${publicUrl} (status ${answer.status})`
    return problem(check, says, 'Let the proxy pass /.well-known/ and everything else of this origin to Gatehouse')
  }
  const cure = `Set publicUrl to ${issuer}, or let ${publicUrl} lead to this server`
  return problem(check, `at ${publicUrl} a server answers that calls itself ${issuer}`, cure)
}

const foreign = (publicUrl: string, answer: Answer): Finding | undefined =>
  issuerIn(answer) === publicUrl ? undefined : judge(publicUrl, answer)

const issuerIn = ({ status, text }: Answer): string | undefined => {
  if (status !== 200) return undefined
  try {
    const metadata: unknown = JSON.parse(text)
    if (typeof metadata !== 'object' || metadata === null || !('issuer' in metadata)) return undefined
    return typeof metadata.issuer === 'string' ? metadata.issuer : undefined
  } catch {
    return undefined
  }
}

/** The floor's tokens: one ES256 signature by node:crypto, one verification, and what a client with a secret proves. */
import { createCipheriv, generateKeyPairSync, hash, randomBytes, sign, timingSafeEqual, verify } from 'node:crypto'
import { derFromJose, joseFromDer } from '@gatehouse/protocol/ecdsa-form'

export const floorSecret = 'a secret of this benchmark only'

export const now = (): number => Math.floor(Date.now() / 1000)

let last = 0
export const nextId = (prefix: string): string =>
  `${prefix}_${Date.now().toString(36)}${(last++).toString(36).padStart(16, '0')}`

export const sha256 = (text: string): string => hash('sha256', text, 'base64url')

export const floorTokens = (issuer: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const header = Buffer.from('{"alg":"ES256","typ":"at+jwt","kid":"floor"}').toString('base64url')
  return {
    publicKey: { ...publicKey.export({ format: 'jwk' }), kid: 'floor', alg: 'ES256', use: 'sig' },
    accessToken(sub: string): string {
      const [iat, aud] = [now(), 'https://notes.example/mcp']
      const claims = { iss: issuer, sub, aud, client_id: 'app', scope: 'notes:read', iat, nbf: iat, exp: iat + 3600 }
      const payload = JSON.stringify({ ...claims, jti: nextId('jti'), grant_id: nextId('grt') })
      const text = `${header}.${Buffer.from(payload).toString('base64url')}`
      return `${text}.${Buffer.from(joseFromDer(sign('sha256', Buffer.from(text), privateKey))).toString('base64url')}`
    },
    claimsOf(token: string): object | undefined {
      const end = token.lastIndexOf('.')
      const form = derFromJose(Buffer.from(token.slice(end + 1), 'base64url'))
      if (!form || !verify('sha256', Buffer.from(token.slice(0, end)), publicKey, form)) return undefined
      return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object
    },
  }
}

const secretHash = Buffer.from(sha256(floorSecret))

export const isMachine = (authorization: string): boolean => {
  const given = Buffer.from(authorization.slice(6), 'base64').toString().split(':')[1] ?? ''
  return timingSafeEqual(Buffer.from(sha256(decodeURIComponent(given))), secretHash)
}

export const newSecret = (): string => randomBytes(32).toString('base64url')

export const sealed = (key: string, text: string): string => {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', hash('sha256', key, 'buffer'), iv)
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
}

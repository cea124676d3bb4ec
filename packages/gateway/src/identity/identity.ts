/**
 * Who is calling, in words that an upstream can check: a JWT of the gateway's own, for one upstream, for a minute. The key is derived from
 * the installation's secret, so every replica signs with the same and nothing lies on a disk. RFC 7519, RFC 8037
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import type { Caller } from '@gatehouse/guard'

export interface Identity {
  /** For `Gatehouse-Identity`, or `_meta` over stdio: the same again while most of its life is left. */
  readonly tokenFor: (caller: Caller, audience: string) => string
  /** What upstreams check it with. RFC 7517 §5 */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, string>>[] }
}

export interface IdentityNeeds {
  /** 32 bytes. */
  readonly secret: Uint8Array
  /** Who says so. Never the issuer of access tokens: nobody may take one for the other. */
  readonly issuer: string
  /** Seconds since 1970. */
  readonly now: () => number
}

interface Kept {
  readonly token: string
  readonly until: number
}

/** In seconds. The rest of its life must be enough for a slow upstream. */
const lifetime = 60
const reused = 30

export const createIdentity = ({ secret, issuer, now }: IdentityNeeds): Identity => {
  const key = keyFrom(secret)
  const jwk = publicJwkOf(key)
  const header = encode({ alg: 'EdDSA', typ: 'gatehouse-identity+jwt', kid: jwk.kid })
  // A guard has one caller object for all calls with one token, and audiences are those of the servers: it goes when the token goes.
  const kept = new WeakMap<Caller, Map<string, Kept>>()

  /** Signed without waiting: of any number of calls at once, the first signs and the others find it. */
  const newToken = (caller: Caller, audience: string, at: number): string => {
    // No `nbf`: an upstream whose clock is a second behind would refuse every new one.
    const times = { iat: at, exp: at + lifetime, jti: randomUUID() }
    const signed = `${header}.${encode({ iss: issuer, aud: audience, ...claimsOf(caller), ...times })}`
    return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`
  }

  return {
    jwks: { keys: [jwk] },
    tokenFor(caller, audience) {
      const at = Math.floor(now())
      const ofCaller = kept.get(caller) ?? new Map<string, Kept>()
      const found = ofCaller.get(audience)
      if (found && found.until > at && found.until <= at + reused) return found.token
      const token = newToken(caller, audience, at)
      kept.set(caller, ofCaller.set(audience, { token, until: at + reused }))
      return token
    },
  }
}

/** Only what the guard has verified; nothing that a client wrote into its request. */
const claimsOf = ({ principal, issuer, subject, clientId, scopes, grantId, email, tenant, roles }: Caller) => ({
  sub: subject,
  principal,
  token_issuer: issuer,
  client_id: clientId,
  scope: scopes.join(' '),
  ...(grantId === undefined ? {} : { grant_id: grantId }),
  ...(email === undefined ? {} : { email }),
  ...(tenant === undefined ? {} : { tenant }),
  ...(roles.length === 0 ? {} : { roles }),
})

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** An Ed25519 key is any 32 bytes; PKCS #8 wraps them. RFC 8410 §7 */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

const keyFrom = (secret: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8, secret]), format: 'der', type: 'pkcs8' })

/** `kid` is the thumbprint. RFC 7638, RFC 8037 §2 */
const publicJwkOf = (key: KeyObject) => {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url')
  return { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' }
}

/**
 * Who is calling, in words that an upstream can check: a JWT of the gateway's own, for one upstream, for a minute. The key is derived from
 * the installation's secret, so every replica signs with the same and nothing lies on a disk. RFC 7519, RFC 8037
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto'
import type { Caller } from '@gatehouse/guard'

export interface Identity {
  /** For `Gatehouse-Identity`, or `_meta` over stdio: the same again while most of its life is left. */
  readonly tokenFor: (caller: Caller, audience: string) => string
  /** For what the gateway asks by itself: it says that nobody is calling. */
  readonly ownToken: (audience: string) => string
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
  const kept = new WeakMap<object, Map<string, Kept>>()
  const itself = { sub: issuer, principal: `${issuer}|${issuer}`, is_gateway: true }

  /** Signed without waiting: of any number of calls at once, the first signs and the others find it. */
  const newToken = (claims: object, audience: string, at: number): string => {
    // No `nbf`: an upstream whose clock is a second behind would refuse every new one.
    const times = { iat: at, exp: at + lifetime, jti: randomUUID() }
    const signed = `${header}.${encode({ iss: issuer, aud: audience, ...claims, ...times })}`
    return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`
  }

  const tokenOf = <Who extends object>(who: Who, claimsFrom: (who: Who) => object, audience: string): string => {
    const at = Math.floor(now())
    const ofThem = kept.get(who) ?? new Map<string, Kept>()
    const found = ofThem.get(audience)
    if (found && found.until > at && found.until <= at + reused) return found.token
    const token = newToken(claimsFrom(who), audience, at)
    kept.set(who, ofThem.set(audience, { token, until: at + reused }))
    return token
  }

  return {
    jwks: { keys: [jwk] },
    tokenFor: (caller, audience) => tokenOf(caller, claimsOf, audience),
    ownToken: (audience) => tokenOf(itself, (claims) => claims, audience),
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

/**
 * Who is calling, in words that an upstream can check: a JWT of the gateway's own, for one upstream, for a minute. The key is derived from
 * the installation's secret, so every replica signs with the same and nothing lies on a disk. RFC 7519, RFC 8037
 */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { Caller } from '@gatehouse/guard'
import { calculateJwkThumbprint, exportJWK, SignJWT, type JWK } from 'jose'

export interface Identity {
  /** For `Gatehouse-Identity`, or `_meta` over stdio. Answers at once when it said the same a moment ago. */
  readonly tokenFor: (caller: Caller, audience: string) => string | Promise<string>
  /** What upstreams check it with. RFC 7517 §5 */
  readonly jwks: { readonly keys: readonly JWK[] }
}

export interface IdentityNeeds {
  /** 32 bytes. */
  readonly secret: Uint8Array
  /** Who says so: the gateway's public origin. */
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
const mostKept = 10_000

export const createIdentity = async ({ secret, issuer, now }: IdentityNeeds): Promise<Identity> => {
  const key = keyFrom(secret)
  const jwk = await exportJWK(createPublicKey(key))
  const kid = await calculateJwkThumbprint(jwk)
  const kept = new WeakMap<Caller, Map<string, Kept>>()

  const sign = async (caller: Caller, audience: string): Promise<string> => {
    const at = Math.floor(now())
    const token = await new SignJWT(claimsOf(caller))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'gatehouse-identity+jwt', kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(caller.subject)
      .setIssuedAt(at)
      .setExpirationTime(at + lifetime)
      .sign(key)
    const ofCaller = kept.get(caller) ?? new Map<string, Kept>()
    if (ofCaller.size >= mostKept) ofCaller.clear()
    kept.set(caller, ofCaller.set(audience, { token, until: at + reused }))
    return token
  }

  return {
    jwks: { keys: [{ ...jwk, kid, alg: 'EdDSA', use: 'sig' }] },
    tokenFor(caller, audience) {
      const found = kept.get(caller)?.get(audience)
      return found && found.until > now() ? found.token : sign(caller, audience)
    },
  }
}

const claimsOf = ({ principal, issuer, clientId, scopes, grantId, email, tenant, roles }: Caller) => ({
  principal,
  token_issuer: issuer,
  client_id: clientId,
  scope: scopes.join(' '),
  ...(grantId === undefined ? {} : { grant_id: grantId }),
  ...(email === undefined ? {} : { email }),
  ...(tenant === undefined ? {} : { tenant }),
  ...(roles.length === 0 ? {} : { roles }),
})

/** An Ed25519 key is any 32 bytes; PKCS #8 wraps them. RFC 8410 §7 */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

const keyFrom = (secret: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8, secret]), format: 'der', type: 'pkcs8' })

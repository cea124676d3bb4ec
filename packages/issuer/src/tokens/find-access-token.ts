/**
 * Any live access token of ours, JWT or opaque: a text in, its claims out; undefined for everything else. RFC 7662 §2.2, RFC 7009 §2.1
 * Introspection, revocation and userinfo ask here; who may use which token for what is theirs to say.
 */
import type { AccessTokenClaims } from '@gatehouse/protocol/access-token'
import type { Needs } from '../needs.ts'
import type { AccessTokenId, GrantId } from '../ports/ids.ts'
import { readPresented } from '../presented-token.ts'
import { rememberedSignatures } from './remembered-signatures.ts'

export type FindAccessToken = (token: string) => Promise<AccessTokenClaims | undefined>

/** Expired, ended (the token, its grant, its person), foreign and garbage are alike: undefined. */
export const findAccessToken = (needs: FindNeeds): FindAccessToken => {
  const { store, clock, policy } = needs
  const findSigned = rememberedSignatures(needs)
  return async (token) => {
    const claims = (await findOpaque(needs, token)) ?? (await findSigned(token))
    if (!isOurs(claims) || claims.iss !== policy.issuer || claims.exp <= clock.now()) return undefined
    const { jti, grant_id } = claims
    const hasEnded = await store.endedGrants.hasEnded({ grantId: grant_id as GrantId | undefined, jti })
    return hasEnded ? undefined : claims
  }
}

type FindNeeds = Pick<Needs, 'store' | 'clock' | 'digest' | 'signer' | 'policy'>
type Claims = Readonly<Record<string, unknown>>

const findOpaque = async ({ store, clock, digest }: FindNeeds, token: string): Promise<Claims | undefined> => {
  const presented = readPresented('act', token)
  if (!presented) return undefined
  const id = presented.id as AccessTokenId
  return (await store.issuance.findAccessToken(id, digest.sha256(presented.secret), clock.now()))?.claims
}

/** What we signed or kept has our shape; should it not, it is no access token. */
const isOurs = (claims: Claims | undefined): claims is Claims & AccessTokenClaims =>
  claims !== undefined &&
  texts.every((name) => typeof claims[name] === 'string') &&
  typeof claims['exp'] === 'number' &&
  ['string', 'undefined'].includes(typeof claims['grant_id'])

const texts = ['iss', 'sub', 'aud', 'client_id', 'scope', 'jti']

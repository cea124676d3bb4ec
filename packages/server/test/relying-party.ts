/** What a relying party does with an ID token: checks it against the keys that we publish. OIDC Core §3.1.3.7 */
import type { Changes, World } from '@gatehouse/testkit'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'
import { issuerOfTests } from './outcomes.ts'

/** A request that only asks who the person is. */
export const openId: Changes = { scope: 'openid profile email', resource: undefined }

export const verifiedIdToken = async (
  world: World,
  idToken: string | undefined,
  audience: string,
): Promise<JWTPayload> => {
  const jwks = (await (await world.request('/jwks')).json()) as JSONWebKeySet
  const currentDate = new Date(world.clock.now() * 1000)
  const rules = { issuer: issuerOfTests, audience, currentDate, requiredClaims: ['sub', 'exp', 'iat', 'auth_time'] }
  return (await jwtVerify(idToken ?? '', createLocalJWKSet(jwks), rules)).payload
}

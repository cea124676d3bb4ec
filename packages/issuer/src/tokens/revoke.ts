/** A client gives a token back: a refresh token ends the grant, an access token ends itself. RFC 7009 §2 */
import { accessTokenType } from '@gatehouse/protocol/access-token'
import { refuse } from '@gatehouse/protocol/errors'
import { required, type Parameters } from '@gatehouse/protocol/parameters'
import { epochSeconds } from '@gatehouse/protocol/time'
import type { AuthenticatedClient } from '../clients/authenticate-client.ts'
import type { Client } from '../ports/clients.ts'
import type { RefreshTokenId } from '../ports/ids.ts'
import { readPresented } from '../presented-token.ts'
import type { Visit } from '../visit.ts'
import type { Needs } from '../needs.ts'

/** Resolves for unknown tokens, too: the client wants it dead, and it is. `token_type_hint` is not needed: the form tells. */
export const revoke =
  (needs: Needs) =>
  async (form: Parameters, { client }: AuthenticatedClient, visit: Visit): Promise<void> => {
    const token = required(form, 'token')
    const presented = readPresented('rft', token)
    if (presented) return revokeRefreshToken(needs)(presented, client, visit)
    return revokeAccessToken(needs)(token, client, visit)
  }

const revokeRefreshToken =
  ({ store, clock, digest, entry }: Needs) =>
  async (presented: { readonly id: string; readonly secret: string }, client: Client, visit: Visit): Promise<void> => {
    const found = await store.issuance.findRefreshToken(presented.id as RefreshTokenId, digest.sha256(presented.secret))
    if (!found) return
    const { grant } = found
    if (grant.clientId !== client.id) throw anotherClients()
    const facts = { userId: grant.userId, clientId: client.id, grantId: grant.id }
    await store.grants.end(grant.id, 'revoked', clock.now(), [entry('grant.revoked', visit, facts)])
  }

const revokeAccessToken =
  ({ store, signer, clock, entry }: Needs) =>
  async (token: string, client: Client, visit: Visit): Promise<void> => {
    const claims = await signer.verifyOwn(accessTokenType, token)
    if (!claims || typeof claims['jti'] !== 'string' || typeof claims['aud'] !== 'string') return
    if (typeof claims['exp'] !== 'number') return
    if (claims['client_id'] !== client.id) throw anotherClients()
    if (claims['exp'] <= clock.now()) return
    const journal = [entry('access-token.revoked', visit, { clientId: client.id, detail: { jti: claims['jti'] } })]
    const ended = { jti: claims['jti'], resource: claims['aud'], expiresAt: epochSeconds(claims['exp']) }
    await store.endedGrants.endToken(ended, clock.now(), journal)
  }

const anotherClients = () => refuse('invalid_request', 'the token was issued to another client', { parameter: 'token' })

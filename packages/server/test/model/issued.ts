/** What a token answer must be, and what it leaves behind in the model. INV6 */
import { claimsOf, textIn, type Answer } from './answers.ts'
import { at, isIdentity, lives, type Facts, type Pair } from './facts.ts'
import { issuer, notes } from './servers.ts'
import { must, mustEqual } from './step.ts'

export interface Wanted extends Pair {
  readonly client: number
  readonly grant: number
  readonly isOffline: boolean
  readonly hasIdToken: boolean
}

/** The one server of a token; undefined: invalid_target. RFC 8707 §2.2 */
export const select = (approved: readonly Pair[], named: string | undefined): Pair | undefined => {
  const identity = approved.find(isIdentity)
  const servers = approved.filter((pair) => pair !== identity)
  if (named === undefined && servers.length > 1) return undefined
  const pair = named === undefined ? (servers[0] ?? identity) : approved.find(({ resource }) => resource === named)
  if (!pair || !identity || pair === identity) return pair
  return { resource: pair.resource, scopes: [...pair.scopes, ...identity.scopes] }
}

interface IssuedFacts {
  /** The rows that were written; without an answer only the server knows their texts. */
  readonly rows: (answer: Answer | undefined) => void
  readonly proves: (answer: Answer) => void
}

export const issued = (facts: Facts, wanted: Wanted): IssuedFacts => {
  const client = at(facts.clients, wanted.client)
  const isRefreshed = client.getsRefreshTokens || wanted.isOffline
  const { now } = facts
  return {
    rows(answer: Answer | undefined): void {
      client.isUsed = true
      if (isRefreshed) {
        const text = answer && textIn(answer, 'refresh_token')
        facts.refreshTokens.push({ text, grant: wanted.grant, idleEnd: now + lives.idle })
      }
      if (!answer) return
      const { resource: audience, scopes, grant } = wanted
      const text = textIn(answer, 'access_token')
      facts.accessTokens.push({ text, grant, audience, scopes, expiresAt: now + lives.access, isRevoked: false })
      const id = claimsOf(text)?.['grant_id']
      if (typeof id === 'string') at(facts.grants, grant).id = id
    },
    proves(answer: Answer): void {
      const { body } = answer
      const scope = [...wanted.scopes, ...(wanted.isOffline ? ['offline_access'] : [])].join(' ')
      mustEqual('the scope told', body['scope'], scope)
      mustEqual('a refresh token', 'refresh_token' in body, isRefreshed)
      mustEqual('an ID token', 'id_token' in body, wanted.hasIdToken)
      mustEqual('the rest', [body['token_type'], body['expires_in']], ['Bearer', lives.access])
      const claims = claimsOf(textIn(answer, 'access_token'))
      must((claims === undefined) === (wanted.resource === notes.uri), 'the form of the token is another server’s')
      if (!claims) return
      const { iss, aud, client_id, scope: granted, exp, sub } = claims
      const { person, id = claims['grant_id'] } = at(facts.grants, wanted.grant)
      mustEqual(
        'the claims',
        [iss, aud, client_id, granted, exp, sub],
        [issuer, wanted.resource, client.id, wanted.scopes.join(' '), now + lives.access, at(facts.people, person).id],
      )
      mustEqual('the grant', claims['grant_id'], id)
    },
  }
}

/** Room 8: which client speaks, proven by the way it registered. RFC 6749 §2.3, OAuth 2.1 §2.4 */
import { parseBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { refuse } from '@gatehouse/protocol/errors'
import { single, type Parameters } from '@gatehouse/protocol/parameters'
import { minutes, type Seconds } from '@gatehouse/protocol/time'
import type { Client, ClientAuthentication } from '../ports/clients.ts'
import type { ClientId } from '../ports/ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { RateLimit } from '../ports/rate-limits.ts'
import type { Visit } from '../visit.ts'

declare const authenticated: unique symbol

/** Only this file makes one: whatever takes it cannot run before authentication. */
export interface AuthenticatedClient {
  readonly client: Client
  readonly authentication: ClientAuthentication
  readonly [authenticated]: true
}

/** For discovery and registration. RFC 8414 §2, RFC 7591 §2 */
export const authenticationMethods: readonly string[] = ['none', 'client_secret_basic', 'client_secret_post']

export const authenticationOf = (method: string): ClientAuthentication => {
  if (method === 'private_key_jwt') return 'key'
  return method === 'none' ? 'none' : 'secret'
}

export interface ClientRequest {
  /** The Authorization header. */
  readonly authorization: string | null
  readonly form: Parameters
}

export const authenticateClient =
  ({ store, clock, digest }: Pick<Ports, 'store' | 'clock' | 'digest'>) =>
  async (request: ClientRequest, visit: Visit): Promise<AuthenticatedClient> => {
    const claim = readClaim(request)
    const failures = `client authentication ${digest.sha256(claim.id)} ${visit.source}`
    const room = await store.rateLimits.check(failures, failureLimit, clock.now())
    if (!room.allowed) throw tooManyFailures(room.retryAfter)
    const client = claim.id.length <= 2048 ? await store.clients.find(claim.id as ClientId) : undefined
    const hash = digest.sha256(claim.secret ?? '')
    const isRight = digest.equal(hash, client?.secretHash ?? digest.sha256(''))
    const fits =
      claim.secret === undefined ? client?.authentication === 'none' : client?.authentication === 'secret' && isRight
    if (client && fits && client.disabledAt === undefined) {
      return { client, authentication: client.authentication } as AuthenticatedClient
    }
    const taken = await store.rateLimits.take(failures, failureLimit, clock.now())
    if (!taken.allowed) throw tooManyFailures(taken.retryAfter)
    throw refuse('invalid_client', 'the client is unknown, disabled, or did not prove itself in the way it registered')
  }

/** Of one source for one client: a 256-bit secret cannot be guessed, but a storm costs. */
const failureLimit: RateLimit = { limit: 20, window: minutes(1) }

const tooManyFailures = (retryAfter: Seconds) =>
  refuse('temporarily_unavailable', 'too many failed client authentications: wait before the next try', {
    status: 429,
    retryAfter,
  })

interface Claim {
  readonly id: string
  /** undefined: it claims to be a public client. */
  readonly secret: string | undefined
}

/** One method, and one name for one client. RFC 6749 §2.3: a client must not use more than one method. */
const readClaim = ({ authorization, form }: ClientRequest): Claim => {
  const id = single(form, 'client_id')
  const secret = single(form, 'client_secret')
  if (single(form, 'client_assertion') !== undefined || single(form, 'client_assertion_type') !== undefined) {
    if (secret !== undefined || authorization !== null) throw twoMethods()
    throw refuse(
      'invalid_client',
      'private_key_jwt is not supported here: use client_secret_basic, client_secret_post or none',
    )
  }
  if (authorization !== null) {
    if (secret !== undefined) throw twoMethods()
    const basic = parseBasicCredentials(authorization)
    if (id !== undefined && id !== basic.clientId) {
      throw refuse('invalid_request', 'client_id in the form is not the one in the Authorization header', {
        parameter: 'client_id',
      })
    }
    // An empty password is no password: a public client may send its id this way.
    return { id: basic.clientId, secret: basic.clientSecret || undefined }
  }
  if (id === undefined) throw refuse('invalid_request', 'client_id is missing', { parameter: 'client_id' })
  return { id, secret }
}

const twoMethods = () => refuse('invalid_request', 'the client authenticates in two ways at once: use one')

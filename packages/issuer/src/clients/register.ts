/** Dynamic registration: a stranger's program becomes a client. What it says of itself decides nothing about trust. RFC 7591 §3 */
import { refuse } from '@gatehouse/protocol/errors'
import { parseRegistration, type RegisteredMetadata } from '@gatehouse/protocol/metadata/client'
import { hours } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import type { Visit } from '../visit.ts'
import { authenticationMethods } from './authenticate-client.ts'
import { secretAfter } from './client-secret.ts'
import { described } from './described.ts'
import { spendPermission } from './initial-access-tokens.ts'
import { refuseBrokenKeys } from './refuse-broken-keys.ts'
import { registrationAnswer, type RegistrationAnswer } from './registration-answer.ts'
import { newRegistrationToken } from './registration-token.ts'

export interface RegistrationRequest {
  /** JSON, as parsed. */
  readonly body: unknown
  /** The Authorization header: where registration needs an initial access token, it is there. */
  readonly authorization: string | null
}

/** The JSON of the answer (201). Throws invalid_client_metadata, invalid_redirect_uri or invalid_token. */
export const registerClient = (needs: Needs, grantTypes: readonly string[]) => {
  const { policy, store, entry } = needs
  const { privateUseSchemes, maxUnusedRegistrations } = policy
  const permission = spendPermission(needs)
  return async ({ body, authorization }: RegistrationRequest, visit: Visit): Promise<RegistrationAnswer> => {
    const metadata = parseRegistration(body, { privateUseSchemes, grantTypes, authMethods: authenticationMethods })
    await refuseBrokenKeys(metadata)
    const { registrationTokenId } = await permission(authorization)
    await takePlaceOfAll(needs)
    const { client, told } = newClient(needs, metadata)
    const detail = { name: client.name, ...(registrationTokenId && { registrationToken: registrationTokenId }) }
    const journal = [entry('client.registered', visit, { clientId: client.id, detail })]
    const written = await store.clients.register(client, maxUnusedRegistrations, journal)
    if (written === 'idTaken') throw refuse('temporarily_unavailable', 'try again', { status: 503 })
    return registrationAnswer(client, told)
  }
}

/**
 * Of all networks together: when the oldest unused client makes room for a new one, it has had half an hour to be used, however many flood us.
 */
const takePlaceOfAll = async ({ store, clock, policy }: Needs): Promise<void> => {
  const rate = { limit: 2 * policy.maxUnusedRegistrations, window: hours(1) }
  const verdict = await store.rateLimits.take('registrations of all', rate, clock.now())
  if (verdict.allowed) return
  throw refuse('temporarily_unavailable', 'too many clients register at the moment: try again later', {
    status: 429,
    retryAfter: verdict.retryAfter,
  })
}

const newClient = (needs: Needs, metadata: RegisteredMetadata) => {
  const id = needs.ids.next('cli')
  const members = described(metadata)
  const { secret, row } = secretAfter(needs, members)
  const { registrationToken, registrationTokenHash } = newRegistrationToken(needs, id)
  const client: Client = {
    id,
    provenance: 'dynamic',
    name: metadata.client_name ?? '',
    isVerified: false,
    isFirstParty: false,
    ...members,
    ...row,
    registrationTokenHash,
    machineAccess: [],
    createdAt: needs.clock.now(),
  }
  return { client, told: { secret, registrationToken } }
}

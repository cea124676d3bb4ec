/** A self-registered client looks after itself: reads, replaces and removes its registration by its registration access token. RFC 7592 §2 */
import { refuse } from '@gatehouse/protocol/errors'
import { parseRegistration } from '@gatehouse/protocol/metadata/client'
import { parseOwnCredentials } from '@gatehouse/protocol/metadata/client-update'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import type { Ports } from '../ports/ports.ts'
import type { Visit } from '../visit.ts'
import { authenticationMethods } from './authenticate-client.ts'
import { secretAfter } from './client-secret.ts'
import { described } from './described.ts'
import { refuseBrokenKeys } from './refuse-broken-keys.ts'
import { registrationAnswer, type RegistrationAnswer } from './registration-answer.ts'
import { newRegistrationToken, notProven, proveRegistration, type ManagementRequest } from './registration-token.ts'

export interface RegistrationManagement {
  /** RFC 7592 §2.1. The secret is not repeated: we keep only its hash. */
  read(request: ManagementRequest): Promise<RegistrationAnswer>
  /** RFC 7592 §2.2: `body` replaces all that was registered; the token is another one afterwards. */
  replace(request: ManagementRequest & { readonly body: unknown }, visit: Visit): Promise<RegistrationAnswer>
  /** RFC 7592 §2.3: the client with its grants, tokens and consents. */
  remove(request: ManagementRequest, visit: Visit): Promise<void>
}

/** Each throws invalid_token for whoever does not hold the current token of the client that the path names. */
export const registrationManagement = (needs: Needs, grantTypes: readonly string[]): RegistrationManagement => {
  const { store, clock, entry } = needs
  const prove = proveRegistration(needs)
  const replace = replaceRegistration(needs, grantTypes)
  return {
    async read(request) {
      const { client, registrationToken } = await prove(request)
      return registrationAnswer(client, { secret: undefined, registrationToken })
    },
    replace: async (request, visit) => replace(await prove(request), request.body, visit),
    async remove(request, visit) {
      const { client } = await prove(request)
      const journal = [entry('client.removed', visit, { clientId: client.id, detail: { by: 'itself' } })]
      if ((await store.clients.remove(client.id, clock.now(), journal)) === 'unknown') throw notProven()
    },
  }
}

type Proven = Awaited<ReturnType<ReturnType<typeof proveRegistration>>>

const replaceRegistration =
  (needs: Needs, grantTypes: readonly string[]) =>
  async ({ client, registrationTokenHash }: Proven, body: unknown, visit: Visit): Promise<RegistrationAnswer> => {
    refuseOtherCredentials(needs, client, body)
    const { privateUseSchemes } = needs.policy
    const metadata = parseRegistration(body, { privateUseSchemes, grantTypes, authMethods: authenticationMethods })
    await refuseBrokenKeys(metadata)
    const members = described(metadata)
    const { secret, row } = secretAfter(needs, members, client)
    const next = newRegistrationToken(needs, client.id)
    const replaced: Client = {
      ...client,
      name: metadata.client_name ?? '',
      ...members,
      ...row,
      registrationTokenHash: next.registrationTokenHash,
    }
    const journal = [
      needs.entry('client.updated', visit, { clientId: client.id, detail: { name: replaced.name, by: 'itself' } }),
    ]
    // Of several with the same token one is first, and its token is the current one now.
    const written = await needs.store.clients.update(replaced, { registrationTokenHash }, journal)
    if (written !== 'updated') throw notProven()
    return registrationAnswer(replaced, { secret, registrationToken: next.registrationToken })
  }

/** RFC 7592 §2.2: the id must be there and its own; a secret need not be there, but must not be another one. */
const refuseOtherCredentials = ({ digest }: Pick<Ports, 'digest'>, client: Client, body: unknown): void => {
  const { clientId, clientSecret } = parseOwnCredentials(body)
  if (clientId !== client.id) {
    throw refuse('invalid_client_metadata', 'client_id must be there, and be the id of this client', {
      parameter: 'client_id',
    })
  }
  if (clientSecret === undefined) return
  if (client.secretHash !== undefined && digest.equal(digest.sha256(clientSecret), client.secretHash)) return
  throw refuse('invalid_client_metadata', 'client_secret is not the current one: leave it out, or send that one', {
    parameter: 'client_secret',
  })
}

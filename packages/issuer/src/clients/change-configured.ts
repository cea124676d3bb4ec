/** An operator's client changes: another name, other redirect URIs, a new secret. Whatever brought itself describes itself and is not changed here. */
import { refuse } from '@gatehouse/protocol/errors'
import type { Seconds } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import type { ClientId } from '../ports/ids.ts'
import type { Visit } from '../visit.ts'
import { newSecret, secretAfter } from './client-secret.ts'
import { idTokenAlgorithmOf, postLogoutRedirectUrisOf } from './registered.ts'
import { checkedClient, createClient, type MadeClient, type NewClient } from './configure.ts'

/** What is not named stays. */
export type ClientChanges = { readonly [Name in Exclude<keyof NewClient, 'id'>]?: NewClient[Name] | undefined }

export interface ConfiguredClients {
  /** Throws OAuthError with the reason; undefined: no such client. A secret is made when the client begins to prove itself by one. */
  update(id: ClientId, changes: ClientChanges, visit: Visit): Promise<MadeClient | undefined>
  /** The old secret proves nothing from now on. undefined: no such client. */
  rotateSecret(id: ClientId, lifetime: Seconds | undefined, visit: Visit): Promise<MadeClient | undefined>
  /** Creates it, or brings the one of this id up to date: what a configuration declares. */
  put(client: NewClient & { readonly id: string }, visit: Visit): Promise<Client>
}

export const configuredClients = (needs: Needs, grantTypes: readonly string[]): ConfiguredClients => {
  const update = updateClient(needs, grantTypes)
  const create = createClient(needs, grantTypes)
  return {
    update,
    rotateSecret: rotateSecret(needs),
    async put(wanted, visit) {
      const id = wanted.id as ClientId
      const known = await update(id, wanted, visit)
      if (known) return known.client
      const made = await create(wanted, visit)
      if (made !== 'idTaken') return made.client
      // Another replica declared it at the same moment.
      const other = await update(id, wanted, visit)
      if (other) return other.client
      throw refuse('temporarily_unavailable', `the client ${id} is being changed by somebody else: try again`)
    },
  }
}

const updateClient = (needs: Needs, grantTypes: readonly string[]): ConfiguredClients['update'] => {
  const check = checkedClient(needs, grantTypes)
  return async (id, changes, visit) => {
    const before = await findConfigured(needs, id)
    if (!before) return undefined
    const wanted = { ...wishOf(before), ...definedOnly(changes) }
    const members = await check(wanted)
    const { secret, row } = secretAfter(needs, members, { ...before, lifetime: wanted.secretLifetime })
    const client: Client = { ...before, ...members, ...row }
    if (isSame(before, client)) return { client: before }
    return written(needs, client, { secret, journal: [needs.entry('client.updated', visit, { clientId: id })] })
  }
}

const rotateSecret =
  (needs: Needs): ConfiguredClients['rotateSecret'] =>
  async (id, lifetime, visit) => {
    const before = await findConfigured(needs, id)
    if (!before) return undefined
    if (before.authentication !== 'secret') throw refuse('invalid_request', `the client ${id} has no secret`)
    const { secret, row } = newSecret(needs, lifetime)
    const journal = [needs.entry('client.secret-rotated', visit, { clientId: id })]
    return written(needs, { ...before, ...row }, { secret, journal })
  }

const findConfigured = async ({ store }: Needs, id: ClientId): Promise<Client | undefined> => {
  const client = await store.clients.find(id)
  if (!client || client.provenance === 'configured') return client
  throw refuse('invalid_request', `${id} describes itself and cannot be changed here: disable or remove it`)
}

type Writing = Pick<MadeClient, 'secret'> & { readonly journal: Parameters<Needs['store']['clients']['update']>[2] }

const written = async (
  { store }: Needs,
  client: Client,
  { secret, journal }: Writing,
): Promise<MadeClient | undefined> =>
  (await store.clients.update(client, undefined, journal)) === 'updated' ? { client, secret } : undefined

/** The row in the operator's words. */
const wishOf = ({ metadata, ...client }: Client): Omit<NewClient, 'id'> => ({
  name: client.name,
  redirectUris: client.redirectUris,
  grantTypes: client.grantTypes,
  authenticationMethod: String(metadata['token_endpoint_auth_method']),
  isFirstParty: client.isFirstParty,
  postLogoutRedirectUris: postLogoutRedirectUrisOf({ metadata }),
  idTokenAlgorithm: idTokenAlgorithmOf({ metadata }),
  keys: client.keys,
  mayNameTokenEndpoint: client.mayNameTokenEndpoint,
  machineAccess: client.machineAccess,
})

const definedOnly = (changes: ClientChanges): Partial<NewClient> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))

const isSame = (a: Client, b: Client): boolean => text(a) === text(b)

const text = (client: Client): string =>
  JSON.stringify(Object.fromEntries(Object.entries(client).sort(([one], [other]) => (one < other ? -1 : 1))))

/** Clients: list, add by an operator, change, disable, enable, remove with everything that they were given. */
import type { Issuer } from '@gatehouse/issuer'
import type { MadeClient } from '@gatehouse/issuer/clients/configure'
import type { Client } from '@gatehouse/issuer/ports/clients'
import { seconds } from '@gatehouse/protocol/time'
import { AdminProblem, type Answers } from './answers.ts'

type ClientAnswers = Pick<
  Answers,
  | 'listClients'
  | 'addClient'
  | 'updateClient'
  | 'rotateClientSecret'
  | 'disableClient'
  | 'enableClient'
  | 'removeClient'
>

export const clients = ({ clients: registry }: Issuer): ClientAnswers => {
  const setDisabled = (disabled: boolean): ClientAnswers['disableClient'] => {
    return async ({ client }, visit) => {
      const { id } = await find(registry, client)
      return done(await registry.setDisabled(id, disabled, visit), client)
    }
  }
  return {
    listClients: async () => ({ clients: (await registry.list()).map(shown) }),
    addClient: async (wanted, visit) => told(await registry.configure(withSpan(wanted), visit)),
    async updateClient({ client, ...changes }, visit) {
      const { id } = await find(registry, client)
      return told(orUnknown(await registry.update(id, withSpan(changes), visit), client))
    },
    async rotateClientSecret({ client, secretLifetime }, visit) {
      const { id } = await find(registry, client)
      const made = orUnknown(await registry.rotateSecret(id, spanOf(secretLifetime), visit), client)
      return { ...told(made), secret: made.secret ?? '' }
    },
    disableClient: setDisabled(true),
    enableClient: setDisabled(false),
    async removeClient({ client }, visit) {
      const { id } = await find(registry, client)
      return done(await registry.remove(id, visit), client)
    },
  }
}

const find = async (registry: Issuer['clients'], named: string): Promise<Client> =>
  orUnknown(
    (await registry.list()).find(({ id }) => id === named),
    named,
  )

const orUnknown = <Found>(found: Found | undefined, named: string): Found => {
  if (found !== undefined) return found
  throw unknown(named)
}

const done = (isDone: boolean, named: string): Record<string, never> => {
  if (isDone) return {}
  throw unknown(named)
}

const unknown = (named: string): AdminProblem => new AdminProblem('not_found', `there is no client ${named}`)

const spanOf = (lifetime: number | undefined) => (lifetime === undefined ? undefined : seconds(lifetime))

const withSpan = <Wanted extends { readonly secretLifetime?: number | undefined }>(wanted: Wanted) => ({
  ...wanted,
  secretLifetime: spanOf(wanted.secretLifetime),
})

const told = ({ client, secret }: MadeClient) => ({ client: shown(client), secret })

const shown = ({ redirectUris, grantTypes, machineAccess, keys, ...client }: Client) => ({
  ...client,
  keys: keys && ('jwks' in keys ? { jwks: [...keys.jwks] } : keys),
  redirectUris: [...redirectUris],
  grantTypes: [...grantTypes],
  machineAccess: machineAccess.map(({ resource, scopes }) => ({ resource, scopes: [...scopes] })),
})

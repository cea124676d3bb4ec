/** Clients: list, add by an operator, remove with everything that they were given. */
import type { Issuer } from '@gatehouse/issuer'
import type { Client } from '@gatehouse/issuer/ports/clients'
import { AdminProblem, type Answers } from './answers.ts'

export const clients = ({
  clients: registry,
}: Issuer): Pick<Answers, 'listClients' | 'addClient' | 'removeClient'> => ({
  listClients: async () => ({ clients: (await registry.list()).map(shown) }),
  async addClient(wanted, visit) {
    const { client, secret } = await registry.configure(wanted, visit)
    return { client: shown(client), secret }
  },
  async removeClient({ client: named }, visit) {
    const client = (await registry.list()).find(({ id }) => id === named)
    if (client && (await registry.remove(client.id, visit))) return {}
    throw new AdminProblem('not_found', `there is no client ${named}`)
  },
})

const shown = ({ redirectUris, grantTypes, machineAccess, ...client }: Client) => ({
  ...client,
  redirectUris: [...redirectUris],
  grantTypes: [...grantTypes],
  machineAccess: machineAccess.map(({ resource, scopes }) => ({ resource, scopes: [...scopes] })),
})

/** MCP servers: list, add or change, and keys for them. */
import type { Issuer } from '@gatehouse/issuer'
import type { Resource } from '@gatehouse/issuer/ports/resources'
import { seconds } from '@gatehouse/protocol/time'
import { AdminProblem, type Answers } from './answers.ts'

export const servers = ({ resources }: Issuer): Pick<Answers, 'listServers' | 'putServer' | 'addServerKey'> => ({
  listServers: async () => ({ servers: (await resources.list()).map(shown) }),
  async putServer({ accessTokenLifetime: life, ...wanted }, visit) {
    const accessTokenLifetime = life === undefined ? undefined : seconds(life)
    return { server: shown(await resources.put({ ...wanted, accessTokenLifetime }, visit)) }
  },
  async addServerKey({ name, label }, visit) {
    const key = await resources.addKey(name, label, visit)
    if (key === undefined) throw new AdminProblem('not_found', `there is no server ${name}`)
    return { key }
  },
})

const shown = ({ scopes, defaultScopes, ...server }: Resource) => ({
  ...server,
  scopes: scopes.map((scope) => ({ ...scope, implies: [...scope.implies] })),
  defaultScopes: [...defaultScopes],
})

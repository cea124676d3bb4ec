/** MCP servers: list, add or change, and keys for them. */
import type { Issuer } from '@gatehouse/issuer'
import type { Resource } from '@gatehouse/issuer/ports/resources'
import { seconds } from '@gatehouse/protocol/time'
import { AdminProblem, type Answers } from './answers.ts'

type ServerAnswers = Pick<Answers, 'listServers' | 'putServer' | 'listServerKeys' | 'addServerKey' | 'removeServerKey'>

export const servers = ({ resources }: Issuer): ServerAnswers => ({
  listServers: async () => ({ servers: (await resources.list()).map(shown) }),
  async putServer({ accessTokenLifetime: life, ...wanted }, visit) {
    const accessTokenLifetime = life === undefined ? undefined : seconds(life)
    return { server: shown(await resources.put({ ...wanted, accessTokenLifetime }, visit)) }
  },
  async listServerKeys({ name }) {
    const keys = await resources.listKeys(name)
    if (!keys) throw unknown(name)
    return { keys: [...keys] }
  },
  async addServerKey({ name, label }, visit) {
    const key = await resources.addKey(name, label, visit)
    if (key === undefined) throw unknown(name)
    return { key }
  },
  async removeServerKey({ name, key }, visit) {
    if (await resources.removeKey(name, key, visit)) return {}
    throw new AdminProblem('not_found', `the server ${name} has no key ${key}`)
  },
})

const unknown = (name: string): AdminProblem => new AdminProblem('not_found', `there is no server ${name}`)

const shown = ({ scopes, defaultScopes, ...server }: Resource) => ({
  ...server,
  scopes: scopes.map((scope) => ({ ...scope, implies: [...scope.implies] })),
  defaultScopes: [...defaultScopes],
})

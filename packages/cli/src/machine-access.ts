/** `--access notes:read` names a scope; the server that owns it is found in the registry. */
import type { AdminClient } from '@gatehouse/admin-api'
import { Misuse } from './explain.ts'

interface Access {
  readonly resource: string
  readonly scopes: string[]
}

/** `notes:read`, or `notes=notes:read` where several servers own a scope of that name. */
export const accessFrom = async (admin: AdminClient, wanted: readonly string[]): Promise<Access[]> => {
  if (wanted.length === 0) return []
  const { servers } = await admin('listServers', {})
  const found = wanted.map((text) => {
    const [, name, scope = text] = /^([a-z0-9-]+)=(.+)$/.exec(text) ?? []
    const owners = servers.filter(
      (server) => (name ?? server.name) === server.name && server.scopes.some((one) => one.name === scope),
    )
    const [owner, another] = owners
    if (!owner) throw new Misuse(`no server has the scope ${scope}: \`gatehouse servers list\` shows what there is`)
    if (another)
      throw new Misuse(
        `several servers have the scope ${scope}: write ${owner.name}=${scope} or ${another.name}=${scope}`,
      )
    return { resource: owner.uri, scope }
  })
  return servers
    .map(({ uri }) => ({
      resource: uri,
      scopes: found.filter(({ resource }) => resource === uri).map(({ scope }) => scope),
    }))
    .filter(({ scopes }) => scopes.length > 0)
}

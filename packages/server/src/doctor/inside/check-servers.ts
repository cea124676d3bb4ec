/** The MCP servers that this installation guards: is each there, does it challenge, and does it send people here? */
import type { AdminClient } from '@gatehouse/admin-api'
import { warn, type Finding } from '../finding.ts'
import { askFrom, unlessSilent } from '../outside/ask.ts'
import { checkMcpServer } from '../outside/check-mcp-server.ts'
import { trips, whyOf } from '../outside/trips.ts'

export const checkServers = async (admin: AdminClient, issuer: string): Promise<readonly Finding[]> => {
  const { servers } = await admin('listServers', {})
  const findings = await Promise.all(
    servers.map(async (server) => {
      const ask = await askFrom(server.uri)
      const met = await unlessSilent('MCP server', async () => (await checkMcpServer(ask, server.uri, issuer)).findings)
      return [...met, shortLived(server)]
    }),
  )
  return findings.flat().filter((one) => one !== undefined)
}

/** Ten minutes: two clients refresh when five are left. */
const shortest = 600

interface Lived {
  readonly name: string
  readonly accessTokenLifetime: number
}

const shortLived = ({ name, accessTokenLifetime: life }: Lived): Finding | undefined =>
  life >= shortest
    ? undefined
    : warn('MCP server', {
        says: `access tokens for ${name} live ${life} seconds`,
        why: whyOf(trips.shortTokens),
        cure: 'Give them ten minutes or more (accessTokenLifetime): disconnecting ends them within seconds anyway',
      })

/** The MCP server behind the guard, as one web handler: everything under the endpoint and its well-known URIs goes through here. */
import { type AuthInfo, createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server'
import { Hono } from 'hono'
import { type Caller, type AskedRevocation, type Decision, type GuardOptions, requireCaller } from '@gatehouse/guard'
import { protect } from '@gatehouse/guard/hono'
import { demoFolder } from './demo-folder.ts'
import { openFolder } from './folder.ts'
import { createFilesServer } from './mcp.ts'
import { filesResource } from './resource.ts'
import { createSessions } from './sessions.ts'

/** What the process around us hands in. */
export interface MountContext {
  readonly issuer: string
  readonly resource: string
  /** Reaches the authorization server without a network. */
  readonly fetch: NonNullable<GuardOptions['fetch']>
  readonly hasEnded: AskedRevocation['hasEnded']
  readonly dataDirectory: string
  readonly log: Log
}

interface Log {
  info(event: string, facts?: Readonly<Record<string, unknown>>): void
  error(event: string, facts?: Readonly<Record<string, unknown>>): void
}

export const mountFiles = ({ issuer, resource, fetch, hasEnded, dataDirectory, log }: MountContext) => {
  const folder = openFolder(demoFolder(dataDirectory))
  const report = (error: unknown): void => log.error('files.fault', { error: String(error) })
  const createServer = () => createFilesServer({ folder, report })
  const modern = createMcpHandler(createServer, { legacy: 'reject', onerror: report })
  const sessions = createSessions({ createServer, now: Date.now })

  const app = new Hono<{ Variables: { caller: Caller } }>()
    .use(
      protect({
        resource,
        issuer,
        name: filesResource.title,
        scopes: filesResource.defaultScopes,
        tools: { write_file: ['files:write'] },
        implies: Object.fromEntries(filesResource.scopes.map((scope) => [scope.name, scope.implies])),
        fetch,
        revocation: { hasEnded },
        onDecision: logDecision(log),
      }),
    )
    .all('*', async (c) => {
      const authInfo = authInfoOf(requireCaller(c.var))
      const isStateful = await isLegacyRequest(c.req.raw)
      return isStateful ? sessions.handle(c.req.raw, authInfo) : modern.fetch(c.req.raw, { authInfo })
    })
  return async (request: Request): Promise<Response> => app.fetch(request)
}

/** The SDK's way to carry a caller to the tools. The token stays at the guard. */
const authInfoOf = (caller: Caller): AuthInfo => ({
  token: '',
  clientId: caller.clientId,
  scopes: [...caller.scopes],
  extra: { caller },
})

const logDecision =
  (log: Log) =>
  ({ outcome, caller, calls, status = 200, code, reason, cause }: Decision): void => {
    const { subject, clientId, grantId } = caller ?? {}
    const asked = calls.map(({ method, name }) => (name === undefined ? method : `${method} ${name}`))
    const facts = { subject, clientId, grantId, asked, status, code, reason }
    if (status < 500) log.info(`guard.${outcome}`, facts)
    else log.error(`guard.${outcome}`, { ...facts, cause: cause instanceof Error ? cause.message : undefined })
  }

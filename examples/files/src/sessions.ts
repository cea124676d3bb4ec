/** The stateful wire (MCP 2025-11-25 and older): sessions with a GET stream and DELETE, each bound to the person and client who opened it. */
import { type AuthInfo, type McpServer, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server'
import { requireCaller } from '@gatehouse/guard'

export interface SessionsNeeds {
  readonly createServer: () => McpServer
  readonly now: () => number
}

export interface Sessions {
  handle(request: Request, authInfo: AuthInfo): Promise<Response>
}

interface Session {
  readonly owner: string
  readonly transport: WebStandardStreamableHTTPServerTransport
  lastUse: number
}

const mostSessions = 1000
const mostPerOwner = 50
const longestIdle = 3_600_000

export const createSessions = ({ createServer, now }: SessionsNeeds): Sessions => {
  /** In the order of last use. */
  const sessions = new Map<string, Session>()

  const end = (id: string): void => {
    const session = sessions.get(id)
    sessions.delete(id)
    void session?.transport.close()
  }

  /** For one more: whoever idles goes, then the oldest of this owner, then the oldest of all. */
  const makeRoom = (owner: string): void => {
    const isIdle = ({ lastUse }: Session): boolean => now() - lastUse > longestIdle
    for (const [id, session] of sessions) if (isIdle(session)) end(id)
    const own = [...sessions].filter(([, session]) => session.owner === owner)
    for (const [id] of own.slice(0, Math.max(0, own.length + 1 - mostPerOwner))) end(id)
    for (const [id] of [...sessions].slice(0, Math.max(0, sessions.size + 1 - mostSessions))) end(id)
  }

  const open = async (request: Request, authInfo: AuthInfo, owner: string): Promise<Response> => {
    makeRoom(owner)
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, { owner, transport, lastUse: now() }),
      onsessionclosed: (id) => void sessions.delete(id),
    })
    await createServer().connect(transport)
    const response = await transport.handleRequest(request, { authInfo })
    // Whatever it was, it opened no session.
    if (transport.sessionId === undefined) await transport.close()
    return response
  }

  return {
    async handle(request, authInfo) {
      const { principal, clientId } = requireCaller(authInfo.extra)
      const owner = JSON.stringify([principal, clientId])
      const id = request.headers.get('mcp-session-id')
      if (id === null) return await open(request, authInfo, owner)
      const session = sessions.get(id)
      // Somebody else's session is no more there than one that never was.
      if (session?.owner !== owner) return unknownSession()
      sessions.delete(id)
      sessions.set(id, session)
      session.lastUse = now()
      return await session.transport.handleRequest(request, { authInfo })
    },
  }
}

/** Tells the client to begin anew. MCP 2025-11-25, "Session Management" */
const unknownSession = (): Response =>
  Response.json({ jsonrpc: '2.0', id: null, error: { code: -32_001, message: 'Session not found' } }, { status: 404 })

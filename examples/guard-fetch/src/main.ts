/** The guard on web `Request` and `Response` alone: any runtime that speaks them, here Node. `guard.handle` is all there is. */
import { serve } from '@hono/node-server'
import { createGuard } from '@gatehouse/guard'
import { freePort, startIssuer, tellStory } from '@gatehouse/guard-story'

const issuer = await startIssuer()
const port = await freePort()
const resource = `http://127.0.0.1:${port}/mcp`

const guard = createGuard({
  resource,
  issuer: issuer.url,
  scopes: ['notes:read'],
  tools: { wipe: ['notes:write'] },
})
const server = {
  fetch: (request: Request) => guard.handle(request, ({ caller }) => Response.json({ hello: caller.subject })),
}

const listening = serve({ ...server, port, hostname: '127.0.0.1' })
await tellStory({ resource, issuer })
listening.close()
issuer.close()

/** The guard on Bun: `Bun.serve` takes what `guard.handle` makes of a request. */
import { createGuard } from '@gatehouse/guard'
import { freePort, startIssuer, tellStory } from '@gatehouse/guard-story'

/** The little of Bun that is needed here. */
declare const Bun: {
  serve(options: {
    readonly port: number
    readonly hostname: string
    readonly fetch: (request: Request) => Promise<Response>
  }): { stop(closeAll: boolean): Promise<void> }
}

const issuer = await startIssuer()
const port = await freePort()
const resource = `http://127.0.0.1:${port}/mcp`

const guard = createGuard({
  resource,
  issuer: issuer.url,
  scopes: ['notes:read'],
  tools: { wipe: ['notes:write'] },
})

const server = Bun.serve({
  port,
  hostname: '127.0.0.1',
  fetch: (request) => guard.handle(request, ({ caller }) => Response.json({ hello: caller.subject })),
})

await tellStory({ resource, issuer })
await server.stop(true)
issuer.close()

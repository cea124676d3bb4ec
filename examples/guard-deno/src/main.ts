/** The guard on Deno: `Deno.serve` takes what `guard.handle` makes of a request. */
import { createGuard } from '@gatehouse/guard'
import { freePort, startIssuer, tellStory } from '@gatehouse/guard-story'

/** The little of Deno that is needed here. */
declare const Deno: {
  serve(
    options: { readonly port: number; readonly hostname: string },
    handler: (request: Request) => Promise<Response>,
  ): { shutdown(): Promise<void> }
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

const server = Deno.serve({ port, hostname: '127.0.0.1' }, (request) =>
  guard.handle(request, ({ caller }) => Response.json({ hello: caller.subject })),
)

await tellStory({ resource, issuer })
await server.shutdown()
issuer.close()

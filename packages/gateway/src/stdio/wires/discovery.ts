/** `server/discover`, answered from what the child said in greeting, whatever revision it speaks. MCP 2026-07-28, "Discovery" */
import type { JsonMessage } from '../child.ts'
import type { Greeting } from '../routing/greet-child.ts'
import { type Request, resultFor } from '../routing/json-rpc.ts'
import { keys, supported } from '../routing/revisions.ts'

/** In milliseconds. */
const holdsFor = 60_000

export const discovery = (request: Request, { said, capabilities, serverInfo }: Greeting): JsonMessage => {
  // Tasks are an extension since 2026-07-28, and another one.
  const { tasks: _tasks, ...offered } = capabilities
  const { instructions } = said
  return resultFor(request.id, {
    resultType: 'complete',
    supportedVersions: supported,
    capabilities: offered,
    ...(instructions === undefined ? {} : { instructions }),
    ttlMs: holdsFor,
    cacheScope: 'private',
    _meta: { [keys.server]: serverInfo },
  })
}

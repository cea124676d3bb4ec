/** The handshake with a client of the stateful revisions: what the child said of itself, in a revision that the client speaks. MCP 2025-11-25, "Initialization" */
import type { JsonMessage } from '../child.ts'
import type { Greeting } from '../routing/greet-child.ts'
import { memberOf, paramsOf, type Request } from '../routing/json-rpc.ts'
import { legacy } from '../routing/revisions.ts'
import type { Newcomer } from './sessions.ts'

interface Begun {
  readonly result: JsonMessage
  readonly newcomer: Pick<Newcomer, 'clientInfo' | 'capabilities'>
}

export const initialize = (
  request: Request,
  { era, said, capabilities, serverInfo }: Greeting,
  about: { readonly perUser: boolean },
): Begun => {
  const params = paramsOf(request)
  const wanted = params['protocolVersion']
  const instructions = said['instructions']
  const ofChild = era === 'legacy' ? said : { serverInfo, ...(instructions === undefined ? {} : { instructions }) }
  return {
    result: {
      ...ofChild,
      protocolVersion: legacy.find((version) => version === wanted) ?? legacy[0],
      capabilities: offered(capabilities, about),
    },
    newcomer: { clientInfo: memberOf(params, 'clientInfo'), capabilities: memberOf(params, 'capabilities') },
  }
}

/** Tasks belong to nobody: in a shared child everybody would see everybody's. */
const offered = (capabilities: JsonMessage, { perUser }: { readonly perUser: boolean }): JsonMessage => {
  if (perUser || !('tasks' in capabilities)) return capabilities
  const { tasks: _tasks, ...others } = capabilities
  return others
}

/** All tools of a child, page by page, asked for by the house. MCP "Tools: Listing Tools", "Pagination" */
import { GatewayFault } from '../../fault.ts'
import type { Tool } from '../../upstream.ts'
import { askChild, resultOf } from './ask-child.ts'
import { identityKey } from './child-params.ts'
import type { Connection } from './connections.ts'
import { ourEnvelope } from './greet-child.ts'
import { isRecord } from './json-rpc.ts'

interface Listing {
  readonly identity: string | undefined
  readonly signal: AbortSignal
}

type Listed = Pick<Connection, 'link' | 'greeting'>

/** Throws GatewayFault. */
export const listAllTools = async (
  { greeting, link }: Listed,
  { identity, signal }: Listing,
): Promise<readonly Tool[]> => {
  if (!('tools' in greeting.capabilities)) return []
  const meta = {
    ...(greeting.era === 'modern' ? ourEnvelope : {}),
    ...(identity === undefined ? {} : { [identityKey]: identity }),
  }
  const paramsOf = (cursor: unknown) => ({ ...(cursor === undefined ? {} : { cursor }), _meta: meta })
  const tools: Tool[] = []
  let cursor: unknown
  for (let page = 0; page < mostPages; page += 1) {
    const asked = askChild(link, { method: 'tools/list', params: paramsOf(cursor) })
    const result = resultOf(await unlessAborted(asked, signal))
    if (!result) throw new GatewayFault('upstream_bad_answer', 'the server does not say which tools it has')
    const listed: readonly unknown[] = Array.isArray(result['tools']) ? result['tools'] : []
    tools.push(...listed.filter(isTool))
    cursor = result['nextCursor']
    if (typeof cursor !== 'string') return tools
  }
  throw new GatewayFault('upstream_bad_answer', `the server lists its tools on more than ${mostPages} pages`)
}

const mostPages = 100

const isTool = (tool: unknown): tool is Tool => isRecord(tool) && typeof tool['name'] === 'string'

const unlessAborted = <Value>(coming: Promise<Value>, signal: AbortSignal): Promise<Value> =>
  new Promise((resolve, reject) => {
    const stop = (): void => reject(new GatewayFault('upstream_too_slow', 'the server did not say its tools in time'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    coming.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })

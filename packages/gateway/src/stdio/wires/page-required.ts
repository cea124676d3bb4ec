/** An older program's way to send a person to a page, for a client of the stateless revision: its call ends as input required. MCP 2025-11-25, "URL Elicitation Required Error" */
import type { JsonMessage } from '../child.ts'
import { codes, isRecord, memberOf } from '../routing/json-rpc.ts'

const pageRequired = -32_042

/** `undefined`: it is an answer like any other. The client makes the call again when its person was there; nothing waits for it. */
export const asInputRequired = ({ error }: JsonMessage, capabilities: JsonMessage): JsonMessage | undefined => {
  if (!isRecord(error) || error['code'] !== pageRequired) return undefined
  if (!('url' in memberOf(capabilities, 'elicitation'))) return { error: missingPages }
  const pages = memberOf(error, 'data')['elicitations']
  const requests = (Array.isArray(pages) ? pages : [])
    .filter(isRecord)
    .map(({ url, message }, index) => [
      `e${index + 1}`,
      { method: 'elicitation/create', params: { mode: 'url', url, message } },
    ])
  if (requests.length === 0) return { error: { ...error, code: codes.internal } }
  return { result: { resultType: 'input_required', inputRequests: Object.fromEntries(requests) } }
}

const missingPages = {
  code: codes.missingCapability,
  message: 'this needs a client that can send its person to a page',
  data: { requiredCapabilities: { elicitation: { url: {} } } },
}

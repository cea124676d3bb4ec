/** The list of tools as one caller may see it: text of a JSON-RPC answer in; out comes the same without the tools that the caller may not call. MCP "Tools" */

export type IsListed = (tool: string) => boolean

/** `undefined`: no list of tools is in it. Also for batches. */
export const filterMessage = (text: string, isListed: IsListed): string | undefined => {
  const parsed = parse(text)
  const messages: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed]
  if (!messages.some((message) => listIn(message) !== undefined)) return undefined
  const filtered = messages.map((message) => withoutHidden(message, isListed))
  return JSON.stringify(Array.isArray(parsed) ? filtered : filtered[0])
}

/** What is no JSON holds no list. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const listIn = (message: unknown): readonly unknown[] | undefined => {
  const tools = isRecord(message) && isRecord(message['result']) ? message['result']['tools'] : undefined
  return Array.isArray(tools) ? tools : undefined
}

const withoutHidden = (message: unknown, isListed: IsListed): unknown => {
  const tools = listIn(message)
  if (!tools || !isRecord(message) || !isRecord(message['result'])) return message
  const listed = tools.filter((tool) => isRecord(tool) && typeof tool['name'] === 'string' && isListed(tool['name']))
  // What one caller sees must not be kept for another.
  const { cacheScope } = message['result']
  const isPrivate = cacheScope === undefined ? {} : { cacheScope: 'private' }
  return { ...message, result: { ...message['result'], tools: listed, ...isPrivate } }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

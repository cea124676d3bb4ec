/**
 * The messages of one answer as they pass: text of each in; out comes what must stand in its place, if anything. On the way it is found out
 * how the call ended. Lists of tools are screened, state that comes back later is marked for its owner. MCP "Tools", "Multi Round-Trip Requests"
 */
import { readJson } from '@gatehouse/protocol/json'
import type { MessageId } from '../fault.ts'
import type { Ended, Exchange } from '../upstream.ts'

export interface MessageWatch {
  /** `undefined`: it passes as it is. Throws SyntaxError if it is no JSON. */
  readonly read: (text: string) => string | undefined
  /** Requests of this exchange that have no answer yet. */
  readonly unanswered: ReadonlySet<MessageId>
  /** How the last answer ended; a result as long as there was none. */
  readonly ended: () => Pick<Ended, 'outcome' | 'reason'>
}

export interface WatchNeeds {
  readonly markState: (state: string) => string
  readonly onToolsChanged: () => void
}

/** Longer texts are parsed only where something in them has to be replaced. */
const parsedAlways = 262_144

export const watchMessages = (exchange: Exchange, { markState, onToolsChanged }: WatchNeeds): MessageWatch => {
  const unanswered = new Set(idsIn(exchange.body))
  const mayList = exchange.incoming.method === 'GET' || exchange.calls.some(({ method }) => isListing(method))
  let ended: Pick<Ended, 'outcome' | 'reason'> = { outcome: 'result' }

  const mustParse = (text: string): boolean => {
    // Whether it is an answer at all is seen by what it lacks.
    if (text.length <= parsedAlways || text.includes('"requestState"') || text.includes('"method"')) return true
    return mayList && (text.includes('"tools"') || text.includes('\\u'))
  }
  const readLong = (text: string): undefined => {
    if (!/[}\]]\s*$/.test(text.slice(-64))) throw new SyntaxError('the end of the message is missing')
    // Within a string the quotes would be escaped.
    if (text.includes('"isError":true')) ended = { outcome: 'error', reason: 'isError' }
    unanswered.clear()
  }
  const screen = (id: unknown, result: JsonRecord): JsonRecord => {
    const { tools, cacheScope } = result
    if (!Array.isArray(tools) || isOtherAnswer(id, exchange.body)) return result
    const shown = exchange.screenTools(tools).filter((tool) => isRecord(tool) && isNamed(tool, exchange.isListed))
    const isWhole = shown.length === tools.length && shown.every((tool, index) => tool === tools[index])
    if (isWhole && cacheScope !== 'public') return result
    // What one caller sees must not be kept for another.
    return { ...result, tools: shown, ...(cacheScope === undefined ? {} : { cacheScope: 'private' }) }
  }
  const readResult = (id: unknown, result: JsonRecord): JsonRecord => {
    const screened = screen(id, result)
    const { requestState } = screened
    return typeof requestState === 'string' ? { ...screened, requestState: markState(requestState) } : screened
  }
  const readOne = (message: unknown): unknown => {
    if (!isRecord(message)) return message
    const { id, method, result, error } = message
    if (method === 'notifications/tools/list_changed') onToolsChanged()
    if (result === undefined && error === undefined) return message
    if (isId(id)) unanswered.delete(id)
    ended = endOf(message)
    if (!isRecord(result)) return message
    const read = readResult(id, result)
    return read === result ? message : { ...message, result: read }
  }

  return {
    unanswered,
    ended: () => ended,
    read(text) {
      if (!mustParse(text)) return readLong(text)
      const parsed = readJson(text)
      const read = Array.isArray(parsed) ? readAll(parsed, readOne) : readOne(parsed)
      // A member that stands twice could be another one for its reader: of a list passes what we have read, not its text.
      return read === parsed && !mayList ? undefined : JSON.stringify(read)
    },
  }
}

/** The same list, if nothing in it is replaced. */
const readAll = (messages: readonly unknown[], readOne: (message: unknown) => unknown): readonly unknown[] => {
  const all = messages.map(readOne)
  return all.every((one, index) => one === messages[index]) ? messages : all
}

type JsonRecord = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isId = (id: unknown): id is string | number => typeof id === 'string' || typeof id === 'number'

const isNamed = ({ name }: JsonRecord, isListed: Exchange['isListed']): boolean =>
  typeof name === 'string' && isListed(name)

const endOf = ({ error, result }: JsonRecord): Pick<Ended, 'outcome' | 'reason'> => {
  if (error !== undefined) return { outcome: 'error', reason: String(isRecord(error) ? error['code'] : 'unknown') }
  return isRecord(result) && result['isError'] === true
    ? { outcome: 'error', reason: 'isError' }
    : { outcome: 'result' }
}

/** Requests have an id and a method; answers and notifications await nothing. JSON-RPC 2.0 §4 */
const idsIn = (body: unknown, isWanted: (method: string) => boolean = () => true): readonly MessageId[] =>
  (Array.isArray(body) ? body : [body]).flatMap((message: unknown) => {
    if (!isRecord(message)) return []
    const { id, method } = message
    return typeof method === 'string' && isId(id) && isWanted(method) ? [id] : []
  })

const isListing = (method: string): boolean => method === 'tools/list'

/** A call that is no question for tools teaches nobody any: what is called may repeat what its caller said. */
const isOtherAnswer = (id: unknown, body: unknown): boolean =>
  isId(id) && !idsIn(body, isListing).includes(id) && idsIn(body).includes(id)

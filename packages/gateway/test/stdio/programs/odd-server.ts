/**
 * A server of 2025-11-25 that does what its tools are called. Words on its command line change how it begins: `dies-at-discover`,
 * `deaf-to-discover`, `old` (another version).
 */
import { createInterface } from 'node:readline'
import { setTimeout as after } from 'node:timers/promises'

interface Message {
  readonly id?: string | number
  readonly method?: string
  readonly params?: Params
}
interface Params {
  readonly name?: string
  readonly uri?: string
  readonly cursor?: string
  readonly protocolVersion?: string
  readonly arguments?: Readonly<Record<string, string & number>>
  readonly _meta?: { readonly progressToken?: unknown }
}
type Work = (params: Params) => unknown

const words = new Set(process.argv.slice(2))
const heard: Message[] = []
const waiting = new Map<unknown, (message: Message) => void>()
let asked = 0

const say = (message: object): boolean => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const text = (value: unknown) => ({ content: [{ type: 'text', text: JSON.stringify(value) }] })

class Refusal extends Error {
  readonly code: number
  readonly data: unknown
  constructor(code: number, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}
const refuse = (code: number, message: string, data?: unknown): never => {
  throw new Refusal(code, message, data)
}

const ask = (method: string, params: object): Promise<Message> =>
  new Promise((resolve) => {
    const id = `ask-${(asked += 1)}`
    waiting.set(id, resolve)
    say({ id, method, params })
  })

const form = { message: 'who?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } } } }
const sample = { messages: [{ role: 'user', content: { type: 'text', text: 'who?' } }], maxTokens: 10 }
const page = { mode: 'url', elicitationId: 'e1', url: 'https://there.example/', message: 'sign in there' }

const progress = (params: Params, step: number, message: string): boolean =>
  say({
    method: 'notifications/progress',
    params: { progressToken: params._meta?.progressToken, progress: step, message },
  })

const tools: Readonly<Record<string, Work>> = {
  /** What it was called with, `_meta` and all. */
  mirror: (params) => text(params),
  /** Every message that ever came. */
  heard: () => text(heard),
  die: () => process.exit(7),
  silent: () => new Promise(() => undefined),
  async slow({ arguments: { span = 50, ...rest } = {} }) {
    await after(span)
    return text(rest)
  },
  async steps(params) {
    const { count = 3, said = '' } = params.arguments ?? {}
    for (let step = 1; step <= count; step += 1) {
      progress(params, step, `${said}${step}`)
      await after(1)
    }
    return text(said)
  },
  async flood(params) {
    for (let step = 1; step <= 500; step += 1) {
      progress(params, step, 'x'.repeat(50_000))
      if (step % 50 === 0) await after(1)
    }
    return text('flooded')
  },
  log({ arguments: { level = 'warning' } = {} }) {
    say({ method: 'notifications/message', params: { level, logger: 'odd', data: 'logged' } })
    return text('done')
  },
  /** Goes on to log after it has answered. */
  'log-later'() {
    setTimeout(() => say({ method: 'notifications/message', params: { level: 'error', data: 'later' } }), 20)
    return text('ok')
  },
  elicit: async ({ arguments: more = {} }) => text(await ask('elicitation/create', { ...form, ...more })),
  async 'elicit-twice'() {
    process.stdout.cork()
    const both = [ask('elicitation/create', form), ask('sampling/createMessage', sample)]
    process.stdout.uncork()
    return text(await Promise.all(both))
  },
  async 'elicit-withdrawn'() {
    void ask('elicitation/create', form)
    await after(20)
    say({ method: 'notifications/cancelled', params: { requestId: `ask-${asked}` } })
    return text('withdrawn')
  },
  sample: async () => text(await ask('sampling/createMessage', sample)),
  roots: async () => text(await ask('roots/list', {})),
  ping: async () => text(await ask('ping', {})),
  change() {
    say({ method: 'notifications/tools/list_changed' })
    return text('ok')
  },
  touch({ arguments: { uri } = {} }) {
    say({ method: 'notifications/resources/updated', params: { uri } })
    return text('ok')
  },
  /** Says in words, or asks, what is nested so deeply that nobody can write it down again. */
  deep({ arguments: { how = 'answer' } = {}, _meta: { progressToken } = {} }) {
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    const { id } = heard.findLast(({ method }) => method === 'tools/call') ?? {}
    const messages: Readonly<Record<string, string>> = {
      answer: `"id":${id},"result":{"content":${nested}}`,
      progress: `"method":"notifications/progress","params":{"progressToken":${String(progressToken)},"progress":1,"deep":${nested}}`,
      news: `"method":"notifications/tools/list_changed","params":{"deep":${nested}}`,
      question: `"id":"deep","method":"elicitation/create","params":{"message":"who?","deep":${nested}}`,
    }
    process.stdout.write(`{"jsonrpc":"2.0",${messages[how]}}\n`)
    return how === 'question'
      ? new Promise((resolve) => waiting.set('deep', (message) => resolve(text(message))))
      : text('said')
  },
  'asks-for-a-page': () => refuse(-32_042, 'sign in there', { elicitations: [page] }),
}

const list = (names: readonly string[]) => names.map((name) => ({ name, inputSchema: { type: 'object' } }))
const names = Object.keys(tools)

const methods: Readonly<Record<string, Work>> = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion: words.has('old') ? '2024-11-05' : protocolVersion,
    capabilities: {
      tools: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      logging: {},
      tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } },
    },
    serverInfo: { name: 'odd', version: '1' },
    instructions: 'Be careful.',
  }),
  'tools/list': ({ cursor }) =>
    cursor === undefined ? { tools: list(names.slice(0, 5)), nextCursor: 'more' } : { tools: list(names.slice(5)) },
  'tools/call': (params) => tools[params.name ?? '']?.(params) ?? refuse(-32_602, 'no such tool'),
  'resources/list': () => ({ resources: [{ uri: 'odd://a', name: 'a' }] }),
  'resources/read': ({ uri }) =>
    uri === 'odd://a' ? { contents: [{ uri, text: 'a' }] } : refuse(-32_002, 'not found'),
  'resources/subscribe'({ uri }) {
    if (uri === 'odd://no') return refuse(-32_602, 'no')
    return uri === 'odd://bad' ? undefined : {}
  },
  'resources/unsubscribe': () => ({}),
  'logging/setLevel': () => ({}),
  'tasks/list': () => ({ tasks: [{ taskId: 'of somebody' }] }),
  /** Neither a result nor an error. */
  'bad/answer': () => undefined,
}

const answer = async ({ id, method = '', params = {} }: Message): Promise<void> => {
  try {
    const work = methods[method] ?? refuse(-32_601, `unknown method ${method}`)
    say({ id, result: await work(params) })
  } catch (error) {
    const { code, message, data } = error instanceof Refusal ? error : new Refusal(-32_603, String(error))
    say({ id, error: { code, message, data } })
  }
}

createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line) as Message
  heard.push(message)
  const { id, method } = message
  if (method === undefined) return waiting.get(id)?.(message)
  if (method === 'server/discover' && words.has('dies-at-discover')) process.exit(3)
  if (id === undefined || (method === 'server/discover' && words.has('deaf-to-discover'))) return undefined
  return void answer(message)
})

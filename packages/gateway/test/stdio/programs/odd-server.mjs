/**
 * A server of 2025-11-25 that does what its tools are called. Words on its command line change how it begins: `dies-at-discover`, `deaf-to-discover`,
 * `old` (another version).
 */
import { createInterface } from 'node:readline'

const words = new Set(process.argv.slice(2))
const heard = []
const waiting = new Map()
let asked = 0

const say = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
const text = (value) => ({ content: [{ type: 'text', text: JSON.stringify(value) }] })

const ask = (method, params) =>
  new Promise((resolve) => {
    const id = `ask-${(asked += 1)}`
    waiting.set(id, resolve)
    say({ id, method, params })
  })

const form = { message: 'who?', requestedSchema: { type: 'object', properties: { name: { type: 'string' } } } }
const sample = { messages: [{ role: 'user', content: { type: 'text', text: 'who?' } }], maxTokens: 10 }
const after = (span) => new Promise((resolve) => setTimeout(resolve, span))

const tools = {
  /** What it was called with, `_meta` and all. */
  mirror: (params) => text(params),
  /** Every message that ever came. */
  heard: () => text(heard),
  die: () => process.exit(7),
  silent: () => new Promise(() => undefined),
  slow: async ({ arguments: { span = 50, ...rest } = {} }) => (await after(span), text(rest)),
  async steps({ arguments: { count = 3, said = '' } = {}, _meta: { progressToken } = {} }) {
    for (let progress = 1; progress <= count; progress += 1) {
      say({ method: 'notifications/progress', params: { progressToken, progress, message: `${said}${progress}` } })
      await after(1)
    }
    return text(said)
  },
  async log({ arguments: { level = 'warning', data = 'logged' } = {} }) {
    say({ method: 'notifications/message', params: { level, logger: 'odd', data } })
    return text('done')
  },
  /** Goes on to log after it has answered. */
  'log-later': () => (
    setTimeout(() => say({ method: 'notifications/message', params: { level: 'error', data: 'later' } }), 20),
    text('ok')
  ),
  elicit: async ({ arguments: more = {} }) => text(await ask('elicitation/create', { ...form, ...more })),
  'elicit-twice': async () =>
    text(await Promise.all([ask('elicitation/create', form), ask('sampling/createMessage', sample)])),
  'elicit-withdrawn': async () => {
    void ask('elicitation/create', form)
    await after(20)
    say({ method: 'notifications/cancelled', params: { requestId: `ask-${asked}` } })
    return text('withdrawn')
  },
  sample: async () => text(await ask('sampling/createMessage', sample)),
  roots: async () => text(await ask('roots/list', {})),
  ping: async () => text(await ask('ping', {})),
  change: () => (say({ method: 'notifications/tools/list_changed' }), text('ok')),
  touch: ({ arguments: { uri } }) => (say({ method: 'notifications/resources/updated', params: { uri } }), text('ok')),
  flood: async ({ _meta: { progressToken } = {} }) => {
    const message = 'x'.repeat(50_000)
    for (let progress = 1; progress <= 2000; progress += 1) {
      say({ method: 'notifications/progress', params: { progressToken, progress, message } })
      if (progress % 50 === 0) await after(1)
    }
    return text('flooded')
  },
  fails: () => Promise.reject(Object.assign(new Error('no such file'), { code: -32002, data: { uri: 'x' } })),
  'asks-for-a-page': () =>
    Promise.reject(
      Object.assign(new Error('sign in there'), {
        code: -32042,
        data: {
          elicitations: [{ mode: 'url', elicitationId: 'e1', url: 'https://there.example/', message: 'sign in there' }],
        },
      }),
    ),
}

const methods = {
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
  'tools/list': ({ cursor }) => {
    const names = Object.keys(tools)
    const list = (some) => some.map((name) => ({ name, inputSchema: { type: 'object' } }))
    return cursor ? { tools: list(names.slice(5)) } : { tools: list(names.slice(0, 5)), nextCursor: 'more' }
  },
  'tools/call': (params) => tools[params.name](params),
  'resources/list': () => ({ resources: [{ uri: 'odd://a', name: 'a' }] }),
  'resources/read': ({ uri }) =>
    uri === 'odd://a'
      ? { contents: [{ uri, text: 'a' }] }
      : Promise.reject(Object.assign(new Error('not found'), { code: -32002 })),
  'resources/subscribe': ({ uri }) =>
    uri === 'odd://no' ? Promise.reject(Object.assign(new Error('no'), { code: -32602 })) : {},
  'resources/unsubscribe': () => ({}),
  'logging/setLevel': () => ({}),
  'tasks/list': () => ({ tasks: [{ taskId: 'of somebody' }] }),
  'bad/answer': () => undefined,
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const message = JSON.parse(line)
  heard.push(message)
  const { id, method, params = {} } = message
  if (method === undefined) return waiting.get(id)?.(message)
  if (method === 'server/discover' && words.has('dies-at-discover')) process.exit(3)
  if (id === undefined || (method === 'server/discover' && words.has('deaf-to-discover'))) return
  if (method === 'bad/answer') return say({ id })
  try {
    if (!methods[method]) throw Object.assign(new Error(`unknown method ${method}`), { code: -32601 })
    say({ id, result: await methods[method](params) })
  } catch ({ code = -32603, message: words, data }) {
    say({ id, error: { code, message: words, data } })
  }
})

/** Which tools an upstream has, asked for on the wire that it speaks; what it answers is bounded, and what it does not answer has words. */
import { describe, expect, it } from 'vitest'
import type { Ask, Question, Reply } from '../../src/http/ask-upstream.ts'
import { listTools } from '../../src/http/list-tools.ts'

type Message = Readonly<Record<string, unknown>>

const reply = (message?: Message, more: Partial<Reply> = {}): Reply => ({
  status: 200,
  session: undefined,
  message,
  ...more,
})

const result = (content: Message): Reply => reply({ jsonrpc: '2.0', id: 1, result: content })
const error = (code: number, status = 400): Reply => reply({ jsonrpc: '2.0', id: 1, error: { code } }, { status })

const named = (...names: readonly string[]) => names.map((name) => ({ name, inputSchema: {} }))

/** An upstream that answers by method, and what it was asked. */
const upstream = (answers: Readonly<Record<string, (question: Question) => Reply>>) => {
  const asked: Question[] = []
  const ask: Ask = async (question) => {
    asked.push(question)
    const method = question.message?.['method']
    return (
      answers[typeof method === 'string' ? method : question.method]?.(question) ?? reply(undefined, { status: 202 })
    )
  }
  return { ask, asked }
}

const cursorOf = ({ message }: Question): unknown => (message?.['params'] as { cursor?: unknown } | undefined)?.cursor
const eraOf = ({ headers }: Question): string | undefined => headers['mcp-protocol-version']

describe('the tools of an upstream', () => {
  it('are asked for without a session first, page by page', async () => {
    const { ask, asked } = upstream({
      'tools/list': (question) =>
        cursorOf(question) === undefined
          ? result({ tools: named('a', 'b'), nextCursor: 'p2' })
          : result({ tools: [...named('c'), { nothing: true }] }),
    })
    expect((await listTools(ask)).map(({ name }) => name)).toEqual(['a', 'b', 'c'])
    expect(asked.map((question) => [eraOf(question), cursorOf(question)])).toEqual([
      ['2026-07-28', undefined],
      ['2026-07-28', 'p2'],
    ])
  })

  it('are asked for within a session of an older server, which is ended', async () => {
    const { ask, asked } = upstream({
      initialize: () => ({ ...result({ protocolVersion: '2025-06-18' }), session: 's1' }),
      'tools/list': (question) => (eraOf(question) === '2026-07-28' ? error(-32_000) : result({ tools: named('a') })),
    })
    expect(await listTools(ask)).toHaveLength(1)
    expect(
      asked.map(({ method, message, headers }) => [message?.['method'] ?? method, headers['mcp-session-id']]),
    ).toEqual([
      ['tools/list', undefined],
      ['initialize', undefined],
      ['notifications/initialized', 's1'],
      ['tools/list', 's1'],
      ['DELETE', 's1'],
    ])
    expect(asked.at(-1)?.headers['mcp-protocol-version']).toBe('2025-06-18')
  })

  it('are none where nobody knows a list of them', async () => {
    const { ask } = upstream({ initialize: () => result({}), 'tools/list': () => error(-32_601, 404) })
    expect(await listTools(ask)).toEqual([])
  })

  const endless = (tools: readonly string[]) => ({
    'tools/list': () => result({ tools: named(...tools), nextCursor: 'again' }),
  })
  const twoThousand = Array.from({ length: 2000 }, (_, index) => `t${index}`)

  it.each([
    ['answers to no handshake', { initialize: () => error(-32_600), 'tools/list': () => error(-32_600) }],
    ['did not say which tools', { initialize: () => result({}), 'tools/list': () => result({ tools: 'none' }) }],
    ['more than 100 pages', endless(['a'])],
    ['more than 10000 tools', endless(twoThousand)],
  ])('are unknown, and that is said: %s', async (words, answers) => {
    await expect(listTools(upstream(answers).ask)).rejects.toMatchObject({
      fault: 'upstream_bad_answer',
      message: expect.stringContaining(words),
    })
  })
})

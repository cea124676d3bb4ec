/** Learning what tools there are, with time in hand. */
import { describe, expect, it, vi } from 'vitest'
import { GatewayFault } from './fault.ts'
import { createLearning, type Learning } from './learning.ts'
import type { Tool } from './upstream.ts'

const silent = { info() {}, warn: vi.fn<() => void>(), error() {} }
const read: Tool = { name: 'read' }

interface Asked {
  readonly learning: Learning
  readonly times: readonly number[]
  readonly learned: (readonly Tool[])[]
  isUp: boolean
  tools: readonly Tool[]
}

/** Time goes by in the pauses alone, and they are over at once. */
const open = (): Asked & { readonly pauses: number[] } => {
  const pauses: number[] = []
  const times: number[] = []
  let now = 0
  const asked = { times, learned: [] as (readonly Tool[])[], pauses, isUp: true, tools: [read] as readonly Tool[] }
  const learning = createLearning({
    server: 'notes',
    async list() {
      times.push(now)
      if (asked.isUp) return asked.tools
      throw new GatewayFault('upstream_unreachable', 'nobody answers')
    },
    learn: async (tools) => void asked.learned.push(tools),
    log: silent,
    async pause(delay, signal) {
      signal.throwIfAborted()
      pauses.push(delay)
      now += delay
      // As if asked for by somebody who waits that long.
      if (times.length > 8) asked.isUp = true
    },
  })
  return Object.assign(asked, { learning })
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
}

describe('the tools of a server', () => {
  it('are known when it opens', async () => {
    const { learning, learned } = open()
    await learning.begin()
    expect([learning.tools(), learned]).toEqual([[read], [[read]]])
  })

  it('are asked for again while nobody answers, later and later, until somebody does', async () => {
    const asked = open()
    asked.isUp = false
    await asked.learning.begin()
    expect(asked.learning.tools()).toEqual([])
    await settled()
    expect(asked.times).toEqual(
      [0, 2, 6, 14, 30, 62, 122, 182, 242, 302].map((at) => at * 1000).slice(0, asked.times.length),
    )
    expect(asked.learning.tools()).toEqual([read])
    expect(silent.warn).toHaveBeenCalledOnce()
  })

  it('are not waited for longer than a moment', async () => {
    const learning = createLearning({
      server: 'slow',
      list: (signal) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      learn: async () => undefined,
      log: silent,
      moment: 20,
    })
    await learning.begin()
    expect(learning.tools()).toEqual([])
    learning.end()
  })
})

describe('news of tools', () => {
  it('are asked for once, however often they are announced at once, and a second later at the earliest', async () => {
    const asked = open()
    await asked.learning.begin()
    for (let time = 0; time < 100; time += 1) asked.learning.again()
    await settled()
    expect(asked.times).toEqual([0, 1000])
  })

  it('are looked for when the upstream comes back from a fault, and only then', async () => {
    const asked = open()
    await asked.learning.begin()
    await settled()
    asked.learning.hear({ outcome: 'result' })
    asked.learning.hear({ outcome: 'fault' })
    asked.learning.hear({ outcome: 'refused' })
    asked.learning.hear({ outcome: 'fault' })
    await settled()
    expect(asked.times.length).toBe(1)
    asked.tools = []
    asked.learning.hear({ outcome: 'error' })
    asked.learning.hear({ outcome: 'result' })
    await settled()
    expect([asked.times.length, asked.learning.tools()]).toEqual([2, []])
  })

  it('interest nobody when the server has closed', async () => {
    const asked = open()
    await asked.learning.begin()
    asked.learning.end()
    asked.learning.again()
    await settled()
    expect(asked.times).toEqual([0])
  })
})

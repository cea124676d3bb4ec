/** The first words with a child: whichever revision it speaks, it is found out, and nothing is offered that must not be. */
import { describe, expect, it } from 'vitest'
import type { RunningChild } from '../../src/stdio/child.ts'
import { createGreeter, type Greeting } from '../../src/stdio/routing/greet-child.ts'
import { createLink } from '../../src/stdio/routing/link.ts'
import { openChildren } from './children-world.ts'
import { answerOf, askStateless, openSession, openStdio, program } from './stdio-world.ts'

const nothing = (): void => undefined

const greetOnce = async (command: ReturnType<typeof program>, patience?: number): Promise<Greeting | undefined> => {
  const greeter = createGreeter(patience)
  let greeting: Greeting | undefined
  const greet = async (child: RunningChild): Promise<void> => {
    const answers = { onRequest: nothing, onNotification: nothing, onLateAnswer: nothing }
    const ears = { ...answers, onGivenUp: nothing, onFault: nothing, onEnd: nothing }
    greeting = await greeter.greet(createLink({ child, longestCall: 5000, now: Date.now, ...ears }))
  }
  const { children } = openChildren(command, { needs: { greet } })
  await children.get('')
  return greeting
}

describe('greeting a child', () => {
  it('shakes hands with one of an older revision', async () => {
    expect(await greetOnce(program('odd-server.ts'))).toMatchObject({ era: 'legacy', serverInfo: { name: 'odd' } })
  })

  it('shakes hands with one of the oldest', async () => {
    expect(await greetOnce(program('odd-server.ts', 'old'))).toMatchObject({
      era: 'legacy',
      said: { protocolVersion: '2024-11-05' },
    })
  })

  it('needs no handshake with one of 2026-07-28', async () => {
    expect(await greetOnce(program('modern-server.ts'))).toMatchObject({
      era: 'modern',
      serverInfo: { name: 'modern' },
    })
  })

  it('does not wait for ever for one that never answers what it does not know', async () => {
    expect(await greetOnce(program('odd-server.ts', 'deaf-to-discover'), 50)).toMatchObject({ era: 'legacy' })
  })

  it('begins with the other word where a child ends at the first', async () => {
    const world = await openStdio(program('odd-server.ts', 'dies-at-discover'))
    const { ask } = await openSession(world)
    expect(await answerOf(await ask('tools/call', { name: 'mirror' }))).toHaveProperty('result')
  })

  it('never offers roots, which could widen what the child may touch', async () => {
    const world = await openStdio(program('odd-server.ts'))
    const { ask } = await openSession(world, {}, { roots: { listChanged: true } })
    const { result } = (await answerOf(await ask('tools/call', { name: 'heard' }))) as {
      result: { content: { text: string }[] }
    }
    const heard = JSON.parse(result.content[0]?.text ?? '') as { method: string; params: { capabilities: object } }[]
    const { params } = heard.find(({ method }) => method === 'initialize') ?? {}
    expect(params?.capabilities).toEqual({ elicitation: { form: {}, url: {} }, sampling: {} })
    expect(JSON.stringify(await answerOf(await ask('tools/call', { name: 'roots' })))).toContain('-32601')
  })

  it('offers no roots to a child of 2026-07-28, whatever its client has', async () => {
    const world = await openStdio(program('modern-server.ts'))
    const params = { name: 'mirror', arguments: {} }
    const answer = await answerOf(
      await askStateless(world, 'tools/call', { params, capabilities: { roots: {}, sampling: {} } }),
    )
    expect(JSON.stringify(answer)).toContain('sampling')
    expect(JSON.stringify(answer)).not.toContain('roots')
  })
})

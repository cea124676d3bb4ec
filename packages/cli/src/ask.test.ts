/** Questions at the keyboard. */
import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { askPassword, confirm } from './ask.ts'
import type { World } from './world.ts'

/** A terminal that answers each question with the next line. */
const terminal = (...lines: readonly string[]) => {
  const input = Object.assign(new PassThrough(), { isTTY: true as const, setRawMode: () => input })
  const shown: string[] = []
  const left = [...lines]
  const world: World = {
    environment: {},
    workingDirectory: '/',
    input,
    say: (text) => shown.push(text),
    complain: (text) => {
      shown.push(text)
      if (/(?:: |\] )$/.test(text)) queueMicrotask(() => input.write(left.shift() ?? '\u0004'))
    },
    hasColours: false,
    isWatched: true,
  }
  return { world, shown: () => shown.join('') }
}

const piped = (text: string): World => ({ ...terminal().world, input: Readable.from([text]) })

describe('a password', () => {
  it('is asked for twice, and nothing of it is shown', async () => {
    const { world, shown } = terminal('a lamp in every window\r', 'a lamp in every window\r')
    expect(await askPassword(world, { fromInput: false })).toBe('a lamp in every window')
    expect(shown()).toBe('Password: \nOnce more: \n')
  })

  it('that differs the second time is not taken', async () => {
    const { world } = terminal('a lamp in every window\r', 'a lamp in any window\r')
    await expect(askPassword(world, { fromInput: false })).rejects.toThrow('the two passwords differ')
  })

  it('is left alone when the person leaves', async () => {
    const { world } = terminal()
    await expect(askPassword(world, { fromInput: false })).rejects.toThrow('nothing was changed')
  })

  it('is the first line of what is piped in, whatever it ends with', async () => {
    for (const text of ['  two  spaces \n', '  two  spaces \r\nmore', '  two  spaces ']) {
      expect(await askPassword(piped(text), { fromInput: false })).toBe('  two  spaces ')
    }
  })

  it('is read from a terminal as a line, too, when that is asked for', async () => {
    const { world } = terminal()
    const answer = askPassword(world, { fromInput: true })
    ;(world.input as PassThrough).end('a lamp in every window\n')
    expect(await answer).toBe('a lamp in every window')
  })

  it('that is not there is missed', async () => {
    await expect(askPassword(piped(''), { fromInput: false })).rejects.toThrow('no password on standard input')
  })
})

describe('a question', () => {
  it.each(['y\r', 'Yes\r', ' y \r'])('is answered with yes by %j', async (line) => {
    await expect(confirm(terminal(line).world, 'Remove bob?', undefined)).resolves.toBeUndefined()
  })

  it.each(['n\r', '\r', 'yep\r', '\u0004'])('is answered with no by %j', async (line) => {
    await expect(confirm(terminal(line).world, 'Remove bob?', undefined)).rejects.toThrow('nothing was changed')
  })

  it('is not asked where nobody can answer, or where --yes was said', async () => {
    await expect(confirm(piped('y\n'), 'Remove bob?', undefined)).rejects.toThrow('Remove bob? Say --yes to do it.')
    await expect(confirm(piped(''), 'Remove bob?', true)).resolves.toBeUndefined()
  })
})

/** Children of little programs that tests write: `open(program)` gives what keeps them, what they said, and what the log tells. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { StdioDefinition } from '../../src/definition.ts'
import type { Children, ChildrenNeeds, JsonMessage, RunningChild } from '../../src/stdio/child.ts'
import { createChildren } from '../../src/stdio/keep-children.ts'

export interface Line {
  readonly level: string
  readonly event: string
  readonly facts: Readonly<Record<string, unknown>>
}

export interface ChildrenWorld {
  readonly children: Children
  readonly folder: string
  readonly lines: readonly Line[]
  /** What all children said, and how each ended. */
  readonly messages: JsonMessage[]
  readonly ends: string[]
  /** Of the children, in the order of their start. */
  readonly pids: () => readonly number[]
}

/** Answers each message with itself. */
export const echo = `process.stdin.on('data', (bytes) => process.stdout.write(bytes))`

const open: (() => Promise<unknown>)[] = []
afterEach(async () => void (await Promise.all(open.splice(0).map((close) => close()))))

export interface WorldOptions {
  readonly definition?: Partial<StdioDefinition>
  readonly needs?: Partial<ChildrenNeeds>
}

/** `program`: JavaScript for a process of its own, or a whole command. */
export const openChildren = (
  program: string | StdioDefinition['command'],
  { definition = {}, needs = {} }: WorldOptions = {},
): ChildrenWorld => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-children-'))
  const lines: Line[] = []
  const write =
    (level: string) =>
    (event: string, facts: Line['facts'] = {}): void =>
      void lines.push({ level, event, facts })
  const messages: JsonMessage[] = []
  const ends: string[] = []
  const children = createChildren(
    {
      kind: 'stdio',
      command: typeof program === 'string' ? [process.execPath, '-e', program] : program,
      cwd: folder,
      environment: {},
      perUser: false,
      timeouts: { idle: 600_000, call: 60_000, start: 10_000 },
      maxChildren: 5,
      maxLineBytes: 16_777_216,
      ...definition,
    },
    {
      name: 'notes',
      log: { info: write('info'), warn: write('warn'), error: write('error') },
      now: Date.now,
      environment: { PATH: process.env['PATH'] },
      greet: async (child) => listen(child),
      ...needs,
    },
  )
  const listen = (child: RunningChild): void =>
    child.listen({ onMessage: (message) => messages.push(message), onEnd: (reason) => ends.push(reason) })
  open.push(async () => {
    await children.close(0)
    rmSync(folder, { recursive: true, force: true })
  })
  const pids = (): readonly number[] =>
    lines.filter(({ event }) => event === 'gateway.child-started').map(({ facts }) => Number(facts['pid']))
  return { children, folder, lines, messages, ends, pids }
}

/** Looks again and again until it is so. */
export const until = async (isSo: () => unknown, what = 'what the test waits for'): Promise<void> => {
  const end = Date.now() + 8000
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`${what} did not come`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** As `/proc` has it, where there is one; `Z`: dead, and its parent does not know yet. */
const stateOf = (pid: number): string | undefined =>
  existsSync('/proc/self/stat') ? /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] : undefined

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0) && stateOf(pid) !== 'Z'
  } catch {
    return false
  }
}

/** What a process has open besides its standard streams and nothing. */
export const descriptorsOf = (pid: number): readonly string[] =>
  readdirSync(`/proc/${pid}/fd`)
    .map((one) => [one, readlinkSync(`/proc/${pid}/fd/${one}`)] as const)
    .filter(([one, where]) => Number(one) > 2 && where !== '/dev/null')
    .map(([one, where]) => `${one} ${where}`)

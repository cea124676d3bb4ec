/** A process that keeps one child, says its pid, and leaves without a word to it: in a hurry when it is told to. */
import { createChildren } from '../../src/stdio/keep-children.ts'

const [, , program = '', ...argv] = process.argv
const tellPid = (event: string, facts: Readonly<Record<string, unknown>> = {}): void => {
  if (event === 'gateway.child-started') process.stdout.write(`${String(facts['pid'])}\n`)
}
const children = createChildren(
  {
    kind: 'stdio',
    command: [program, ...argv],
    cwd: '/',
    environment: {},
    perUser: false,
    timeouts: { idle: 600_000, call: 60_000, start: 10_000 },
    maxChildren: 1,
    maxLineBytes: 1_000_000,
  },
  {
    name: 'notes',
    log: { info: tellPid, warn: tellPid, error: tellPid },
    now: Date.now,
    environment: process.env,
    greet: async (child) => child.listen({ onMessage: () => undefined, onEnd: () => undefined }),
  },
)
await children.get('')
process.stdin.on('data', () => process.exit(0))

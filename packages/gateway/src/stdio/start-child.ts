/** From a definition to a greeted child: the command is looked up once, when the server is opened; each start uses what was found. S16 */
import type { StdioDefinition } from '../definition.ts'
import { GatewayFault } from '../fault.ts'
import { childEnvironment, whyRefused } from './child-environment.ts'
import type { ChildrenNeeds } from './child.ts'
import { findProgram } from './find-program.ts'
import { createLineLog } from './log-lines.ts'
import { growTree, type Program } from './process-tree.ts'
import { mayFail } from './may-fail.ts'
import { type Child, type End, runChild } from './run-child.ts'

export interface Life {
  /** Once, as soon as it is known. */
  readonly onEnd: (end: End) => void
  /** Nothing of it is left. */
  readonly onGone: () => void
}

export interface Starter {
  /** Why there is nothing to start, in words for operators. */
  readonly whyNot: string | undefined
  /** Throws GatewayFault; whatever it had started then ends. */
  readonly start: (key: string, life: Life) => Promise<Child>
  readonly alive: () => readonly Child[]
}

export const prepareStart = (definition: StdioDefinition, needs: ChildrenNeeds): Starter => {
  const { name: server, log, now, greet } = needs
  const { timeouts, maxLineBytes } = definition
  const secrets = Object.values(definition.environment)
  const prepared = prepare(definition, needs.environment)
  const whyNot = 'whyNot' in prepared ? prepared.whyNot : undefined
  if (whyNot !== undefined) log.error('gateway.child-refused', { server, reason: whyNot })
  const alive = new Set<Child>()

  const spawn = async ({ onEnd, onGone }: Life): Promise<Child> => {
    if ('whyNot' in prepared) throw new Error(prepared.whyNot)
    const tree = await growTree(prepared)
    const { pid } = tree
    log.info('gateway.child-started', { server, pid })
    const lines = createLineLog({ server, pid, log, now, secrets })
    const tellEnd = (end: End): void => {
      log[end.isFault ? 'warn' : 'info']('gateway.child-ended', { server, pid, reason: end.reason })
      onEnd(end)
    }
    const child = runChild(tree, { maxLineBytes, lines, now, onEnd: tellEnd })
    alive.add(child)
    void child.gone.then(() => {
      alive.delete(child)
      onGone()
    })
    return child
  }

  return {
    whyNot,
    alive: () => [...alive],
    async start(key, { onEnd, onGone }) {
      const ended = mayFail()
      const tellEnd = (end: End): void => {
        onEnd(end)
        ended.fail(new Error(end.reason))
      }
      const child = await spawn({ onEnd: tellEnd, onGone }).catch((error: unknown) => {
        tellEnd({ reason: inWords(error), isFault: true })
        onGone()
        throw cannotStart(error)
      })
      const late = after(timeouts.start)
      try {
        await Promise.race([greet(child, key), ended.comes, late.comes])
        return child
      } catch (error) {
        child.stop({ reason: `it did not become ready: ${inWords(error)}`, isFault: true })
        throw error instanceof GatewayFault ? error : cannotStart(error)
      } finally {
        late.forget()
      }
    },
  }
}

export const cannotStart = (cause: unknown): GatewayFault =>
  new GatewayFault(
    'upstream_unreachable',
    'the program of this server does not start: its operator finds why in the log',
    {
      cause,
    },
  )

const after = (span: number) => {
  const { comes, fail } = mayFail()
  const message = `the program of this server was not ready within ${span / 1000} s: its operator can allow it more time`
  const timer = setTimeout(() => fail(new GatewayFault('upstream_too_slow', message)), span)
  return { comes, forget: () => clearTimeout(timer) }
}

const inWords = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const prepare = (
  { command: [program, ...argv], cwd, environment: declared }: StdioDefinition,
  ours: ChildrenNeeds['environment'],
): Program | { readonly whyNot: string } => {
  const environment = childEnvironment(ours, declared)
  try {
    const [why] = Object.entries(declared).flatMap(([name, value]) => whyRefused(name, value) ?? [])
    if (why !== undefined) throw new Error(why)
    if (argv.some((argument) => argument.includes('\0'))) throw new Error('an argument has a NUL character')
    return { file: findProgram({ program, cwd, path: environment['PATH'] }), argv, cwd, environment }
  } catch (error) {
    return { whyNot: inWords(error) }
  }
}

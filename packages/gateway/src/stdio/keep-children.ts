/** The children of one server, by key: started when somebody needs one, ended when nobody does, few enough, and not again and again when they keep dying. */
import type { StdioDefinition } from '../definition.ts'
import { GatewayFault } from '../fault.ts'
import { type BackOff, createBackOff } from './back-off.ts'
import type { Children, ChildrenNeeds } from './child.ts'
import { createPlaces } from './places.ts'
import type { Child } from './run-child.ts'
import { cannotStart, prepareStart } from './start-child.ts'
import { within } from './within.ts'

interface Kept {
  readonly ready: Promise<Child>
  /** Once it was greeted. */
  child: Child | undefined
}

export const createChildren = (definition: StdioDefinition, needs: ChildrenNeeds): Children => {
  const { now } = needs
  const { timeouts, maxChildren } = definition
  const starter = prepareStart(definition, needs)
  const backOff = createBackOff(now)
  const table = new Map<string, Kept>()
  let isClosing = false

  const greeted = (): readonly Child[] => [...table.values()].flatMap(({ child }) => child ?? [])

  const places = createPlaces(maxChildren, () => stopLongestIdle(greeted()))

  const start = async (key: string): Promise<Child> => {
    const place = await places.enter()
    const since = now()
    const child = await starter.start(key, {
      onEnd({ reason, isFault }) {
        const hasWorked = table.get(key)?.child !== undefined
        table.delete(key)
        place.isLeaving()
        if (isFault && !isClosing) backOff.failed(key, { reason, lived: now() - since, hasWorked })
      },
      onGone: place.leave,
    })
    if (!isClosing) return child
    child.stop(closing)
    throw leaving()
  }

  const keep = (key: string): Kept => {
    if (isClosing) throw leaving()
    if (starter.whyNot !== undefined) throw cannotStart(new Error(starter.whyNot))
    const wait = backOff.wait(key)
    if (wait > 0) throw notYet(wait)
    const ready = start(key).then((child) => {
      child.lend()
      kept.child = child
      stopWhenIdle(child, timeouts.idle, now)
      return child
    })
    const kept: Kept = { ready, child: undefined }
    table.set(key, kept)
    ready.catch(() => {
      if (table.get(key) === kept) table.delete(key)
    })
    return kept
  }

  return {
    async get(key) {
      const kept = table.get(key) ?? keep(key)
      kept.child?.lend()
      return await kept.ready
    },
    health: () => healthOf({ whyNot: starter.whyNot, running: greeted().length, waits: backOff.longest() }),
    async close(grace) {
      isClosing = true
      await Promise.all(starter.alive().map((child) => finish(child, grace)))
      // Some were about to start just now.
      await Promise.allSettled([...table.values()].map(({ ready }) => ready))
      await Promise.all(starter.alive().map(({ gone }) => gone))
    },
  }
}

interface Condition {
  readonly whyNot: string | undefined
  readonly running: number
  readonly waits: ReturnType<BackOff['longest']>
}

const healthOf = ({ whyNot, running, waits }: Condition): ReturnType<Children['health']> => {
  if (whyNot !== undefined) return { state: 'down', reason: whyNot }
  if (running > 0) return { state: 'up', reason: running === 1 ? '1 child' : `${running} children` }
  if (!waits) return { state: 'idle' }
  return { state: 'down', reason: `${waits.reason}; it may start again in ${seconds(waits.wait)} s` }
}

const finish = async (child: Child, grace: number): Promise<void> => {
  await within(grace, child.whenIdle())
  child.stop(closing)
  await child.gone
}

/** `false`: all of them work. */
const stopLongestIdle = (children: readonly Child[]): boolean => {
  const idle = children.filter((child) => !child.isBusy())
  const [longest] = idle.toSorted((one, other) => one.idleSince() - other.idleSince())
  longest?.stop({ reason: 'it had no work, and another child needed its place', isFault: false })
  return longest !== undefined
}

const stopWhenIdle = (child: Child, span: number, now: () => number): void => {
  const look = (): void => {
    const left = child.isBusy() ? span : child.idleSince() + span - now()
    if (left <= 0) return child.stop({ reason: 'it had no work', isFault: false })
    timer = setTimeout(look, left).unref()
  }
  let timer = setTimeout(look, span).unref()
  void child.gone.then(() => clearTimeout(timer))
}

const closing = { reason: 'its server is closed', isFault: false }

const seconds = (span: number): number => Math.max(1, Math.ceil(span / 1000))

const leaving = (): GatewayFault =>
  new GatewayFault('upstream_not_ready', 'this server is being closed: try again in a moment', { retryAfter: 2 })

const notYet = (wait: number): GatewayFault =>
  new GatewayFault('upstream_not_ready', 'the program of this server has ended and is started again soon: try then', {
    retryAfter: seconds(wait),
  })

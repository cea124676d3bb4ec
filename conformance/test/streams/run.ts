/** Many event streams through one gateway: opened, spoken on while some leave and others come, one server killed, and everything let go of. X15 */
import { openStream, wordsOf, type Heard, type Reader } from './readers.ts'
import { openScene, type Scene, type Side } from './scene.ts'

export interface Plan {
  /** Half of them at each server. */
  readonly streams: number
  readonly seconds: number
  /** Between two messages on one stream, in seconds. */
  readonly every: number
  /** How many of a hundred leave each second; as many come. */
  readonly churn: number
}

export interface Outcome {
  readonly opened: number
  readonly kilobytesEach: number
  readonly messages: number
  readonly strays: number
  /** In milliseconds. */
  readonly delay: { readonly p50: number; readonly p99: number; readonly most: number }
  /** Streams of the server that was killed, and how many of them ended; streams of the other, and how many of those did. */
  readonly killed: {
    readonly own: number
    readonly ownEnded: number
    readonly others: number
    readonly othersEnded: number
  }
  /** Open ones of the gateway: before the first stream, at the most, after the last. */
  readonly descriptors: { readonly before: number; readonly most: number; readonly after: number }
}

type Readers = Record<Side, Reader[]>
const sides = ['left', 'right'] as const

export const holdStreams = async (plan: Plan): Promise<Outcome> => {
  const scene = await openScene(plan.streams / 2)
  const heard: Heard = { delays: [], strays: 0 }
  const readers: Readers = { left: [], right: [] }
  try {
    const [before, memory] = [await scene.descriptors(), await scene.memory()]
    for (const side of sides) await open(scene, { side, count: plan.streams / 2, heard, readers })
    const opened = scene.upstreams.left.streams() + scene.upstreams.right.streams()
    const [most, kilobytesEach] = [await scene.descriptors(), ((await scene.memory()) - memory) / plan.streams]
    const churned = await live(scene, { plan, heard, readers })
    const killed = await killLeft(scene, readers)
    for (const reader of readers.right) reader.leave()
    const after = await settled(scene, before)
    return {
      opened: opened + churned,
      kilobytesEach,
      messages: heard.delays.length,
      strays: heard.strays,
      delay: summary(heard.delays),
      killed,
      descriptors: { before, most, after },
    }
  } finally {
    await scene.close()
  }
}

interface Opening {
  readonly side: Side
  readonly count: number
  readonly heard: Heard
  readonly readers: Readers
}

/** A few at once: a whole crowd in one moment is another test. */
const open = async (scene: Scene, { side, count, heard, readers }: Opening): Promise<void> => {
  for (let left = count; left > 0; left -= 50) {
    const some = Array.from({ length: Math.min(50, left) }, () => openStream(scene.stream(side), heard))
    readers[side].push(...(await Promise.all(some)))
  }
}

/** In milliseconds. */
const beat = 100

/** Returns how many came besides those that were there. */
const live = async (scene: Scene, { plan, heard, readers }: Omit<Opening, 'side' | 'count'> & { plan: Plan }) => {
  const turns = Math.max(1, (plan.every * 1000) / beat)
  const leavingEach = Math.round((plan.streams / 2) * (plan.churn / 100))
  let churned = 0
  for (let turn = 0; turn < (plan.seconds * 1000) / beat; turn += 1) {
    for (const side of sides) scene.upstreams[side].speak(wordsOf(side), turn, turns)
    await pause(beat)
    if ((turn * beat) % 1000 !== 0) continue
    for (const side of sides) await replace(scene, { side, count: leavingEach, heard, readers })
    churned += 2 * leavingEach
  }
  return churned
}

const replace = async (scene: Scene, opening: Opening): Promise<void> => {
  for (const reader of opening.readers[opening.side].splice(0, opening.count)) reader.leave()
  await open(scene, opening)
}

const killLeft = async ({ upstreams }: Scene, readers: Readers): Promise<Outcome['killed']> => {
  const ended = (side: Side): number => readers[side].filter(({ isOver }) => isOver).length
  upstreams.left.kill()
  await until(() => ended('left') === readers.left.length)
  // Whoever should not have ended has the time to.
  await pause(300)
  const { left, right } = readers
  return { own: left.length, ownEnded: ended('left'), others: right.length, othersEnded: ended('right') }
}

const settled = async (scene: Scene, before: number): Promise<number> => {
  let now = await scene.descriptors()
  for (let tries = 0; tries < 100 && now > before + 20; tries += 1) {
    await pause(100)
    now = await scene.descriptors()
  }
  return now
}

const summary = (delays: readonly number[]): Outcome['delay'] => {
  const sorted = delays.toSorted((one, other) => one - other)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { p50: at(0.5), p99: at(0.99), most: at(1) }
}

const pause = (span: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, span))

const until = async (isSo: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 100 && !isSo(); tries += 1) await pause(100)
}

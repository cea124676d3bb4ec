/** One crossing: every door that can make it is open, and they take turns: A B C, A B C. Takes doors and ground, hands over the medians of each. */
import { crossings, type Crossing, type Door, type Ground, type Try } from './doors/door.ts'
import type { Generator } from './load/generator.ts'
import type { Sample, Span } from './load/work.ts'
import { memoryOf } from './machine/process-usage.ts'
import type { Crossed } from './results-gateway.ts'
import { figuresOf } from './results.ts'

interface Plan {
  readonly ground: Ground
  readonly generator: Generator
  readonly rounds: number
  readonly span: Span
  readonly say: (line: string) => void
}

interface Open {
  readonly key: string
  readonly name: string
  readonly tried: Try
  readonly samples: Sample[]
}

export const cross = async (crossing: Crossing, doors: readonly Door[], plan: Plan): Promise<Crossed> => {
  const { ground, generator, rounds, span, say } = plan
  const open: Open[] = []
  const openDoor = async ({ name, open: tryDoor }: Door): Promise<void> => {
    const tried = await tryDoor(ground, crossing)
    if (!tried) return
    const key = `${name} ${crossing}`
    open.push({ key, name, tried, samples: [] })
    await generator.prepare({ key, port: tried.port, work: tried.work })
  }
  try {
    for (const door of doors) await openDoor(door)
    for (const { key, tried, samples } of Array.from({ length: rounds }, () => open).flat()) {
      const pid = tried.server?.pid
      samples.push(await generator.measure({ key, span, ...(pid === undefined ? {} : { pid }) }))
    }
    say(`measured ${crossings[crossing]}`)
    return Object.fromEntries(
      open.map(({ name, tried, samples }) => [name, { ...figuresOf(samples), ...startOf(tried) }]),
    )
  } finally {
    for (const { tried } of open) await tried.server?.stop()
  }
}

const startOf = ({ server }: Try) => server && { milliseconds: server.milliseconds, megabytes: memoryOf(server.pid) }

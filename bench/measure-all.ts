/** All contestants, one operation after the other, in turn: A B C, A B C. Takes who stands, hands over the medians of each. */
import { operations, type Contestant, type Operation, type Place } from './contestants/contestant.ts'
import type { Generator } from './load/generator.ts'
import type { Sample, Span, Work } from './load/work.ts'
import type { ServerProcess } from './machine/server-process.ts'
import { figuresOf, type Entrant, type Figures } from './results.ts'

export interface Standing {
  readonly contestant: Contestant
  readonly place: Place
  readonly server: ServerProcess
  readonly works: Partial<Record<Operation, Work>>
  readonly start: Entrant['start']
}

interface Plan {
  readonly asked: readonly Operation[]
  readonly rounds: number
  readonly span: Span
  readonly say: (line: string) => void
}

type Own = Partial<Record<Operation, Figures>>

export interface Measured {
  readonly figures: (standing: Standing) => Own
  /** At seventy hundredths of what was measured. */
  readonly atRate: (standing: Standing, own: Own) => Promise<Own>
}

const keyOf = ({ contestant }: Standing, operation: Operation): string => `${contestant.name} ${operation}`

export const measureAll = async (
  standings: readonly Standing[],
  generator: Generator,
  { asked, rounds, span, say }: Plan,
): Promise<Measured> => {
  const samples = new Map<string, Sample[]>()
  const measure = async (standing: Standing, operation: Operation): Promise<void> => {
    const key = keyOf(standing, operation)
    const sample = await generator.measure({ key, pid: standing.server.pid, span })
    samples.set(key, [...(samples.get(key) ?? []), sample])
  }
  for (const operation of asked) {
    const able = standings.filter(({ works }) => works[operation])
    for (const standing of able) await prepareLoad(standing, operation, generator)
    const turns = Array.from({ length: rounds }, () => able).flat()
    for (const standing of turns) await measure(standing, operation)
    say(`measured ${operations[operation]}`)
  }
  return {
    figures: (standing) =>
      Object.fromEntries(
        asked.flatMap((operation) => {
          const own = samples.get(keyOf(standing, operation))
          return own ? [[operation, figuresOf(own)]] : []
        }),
      ),
    async atRate(standing, own) {
      const seventy: Partial<Record<Operation, Figures>> = {}
      for (const operation of asked) {
        const rate = 0.7 * (own[operation]?.perSecond ?? 0)
        const order = { key: keyOf(standing, operation), pid: standing.server.pid, span, rate }
        if (rate > 0) seventy[operation] = figuresOf([await generator.measure(order)])
      }
      return seventy
    },
  }
}

const prepareLoad = async (standing: Standing, operation: Operation, generator: Generator): Promise<void> => {
  const work = standing.works[operation]
  if (work) await generator.prepare({ key: keyOf(standing, operation), port: standing.place.port, work })
}

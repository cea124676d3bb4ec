/** What `bench:gateway` leaves behind, as a table: one row a door, operations a second, CPU of the door, ages; and the ratio to ours. */
import { crossings, type Crossing } from './doors/door.ts'
import type { Span } from './load/work.ts'
import type { Figures, Run } from './results.ts'

/** By name of the door. */
export type Crossed = Readonly<Record<string, DoorFigures>>

interface DoorFigures extends Figures {
  /** To the first answer of the door itself. */
  readonly milliseconds?: number
  /** At the end. */
  readonly megabytes?: number
}

export interface GatewayResults extends Run {
  readonly doors: readonly { readonly name: string; readonly says: string }[]
  readonly crossings: Partial<Record<Crossing, Crossed>>
}

export const conditionsOf = (rounds: number, { counted, warmUp }: Span): string =>
  `${rounds} rounds of ${counted} s after a warm-up of ${warmUp} s, medians; doors on one core, load and MCP servers on another; 64 connections, 50 streams with an event each 5 ms`

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const cellsOf = ({ perSecond, cpuMicroseconds, p50, p99, milliseconds, megabytes }: DoorFigures, ours?: number) => [
  `${perSecond < 100 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en')}/s`,
  `**${cpuMicroseconds.toFixed(1)} us**`,
  ours === undefined ? '-' : (ours / cpuMicroseconds).toFixed(2),
  `${p50.toFixed(1)}/${p99.toFixed(1)} ms`,
  milliseconds === undefined ? '-' : `${milliseconds.toFixed(0)} ms`,
  megabytes === undefined ? '-' : `${megabytes.toFixed(0)} MB`,
]

export const crossingTable = (results: Pick<GatewayResults, 'crossings'>, asked: readonly Crossing[]): string =>
  asked
    .flatMap((crossing) => {
      const crossed = results.crossings[crossing]
      return crossed ? [tableOf(crossing, crossed)] : []
    })
    .join('\n\n')

const tableOf = (crossing: Crossing, crossed: Crossed): string => {
  const ours = crossed['Gatehouse']?.cpuMicroseconds
  const rows = Object.entries(crossed).map(([name, figures]) => row([name, ...cellsOf(figures, ours)]))
  const titles = [
    crossings[crossing],
    'a second',
    'CPU of the door for one',
    'ours to this',
    'p50/p99',
    'start',
    'memory',
  ]
  return [row(titles), row(titles.map(() => '---')), ...rows].join('\n')
}

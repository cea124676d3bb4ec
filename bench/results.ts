/** What a run leaves behind: a table for whoever looks on, JSON for docs/performance.md. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { operations, type Operation } from './contestants/contestant.ts'
import type { Sample } from './load/work.ts'

/** The median of the rounds, each figure for itself. */
export interface Figures {
  readonly perSecond: number
  readonly cpuMicroseconds: number
  readonly p50: number
  readonly p99: number
}

export interface Entrant {
  readonly name: string
  readonly says: string
  /** Of a second start: milliseconds to the first metadata, megabytes then. */
  readonly start: { readonly milliseconds: number; readonly megabytes: number }
  readonly megabytesAtEnd: number
  readonly operations: Partial<Record<Operation, Figures>>
  /** At seventy hundredths of what it can. */
  readonly atSeventy: Partial<Record<Operation, Pick<Figures, 'p50' | 'p99'>>>
}

/** When, where and how. */
export interface Run {
  readonly when: string
  readonly machine: string
  readonly conditions: string
  readonly load: readonly number[]
}

export interface Results extends Run {
  readonly entrants: readonly Entrant[]
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

export const figuresOf = (samples: readonly Sample[]): Figures => ({
  perSecond: median(samples.map((sample) => sample.operations / sample.seconds)),
  cpuMicroseconds: median(samples.map(({ cpuMicroseconds }) => cpuMicroseconds)),
  p50: median(samples.map(({ p50 }) => p50)),
  p99: median(samples.map(({ p99 }) => p99)),
})

export const resultsOf = (entrants: readonly Entrant[], conditions: string): Results => ({
  ...runOf(conditions),
  entrants,
})

export const runOf = (conditions: string): Run => ({
  when: new Date().toISOString().slice(0, 16),
  machine: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
  conditions,
  load: loadavg().map((load) => Math.round(load * 10) / 10),
})

const folder = new URL('results/', import.meta.url)

/** `name`: one file a kind of run; the newest run stands there. */
export const saveResults = (name: string, results: unknown): void => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(results, undefined, 2)}\n`)
}

export const tableOf = ({ entrants }: Results): string => {
  const lines = [row(['operation', ...entrants.map(({ name }) => name)]), row(['---', ...entrants.map(() => '---')])]
  for (const [operation, title] of Object.entries(operations) as [Operation, string][]) {
    const cells = entrants.map((entrant) => cellOf(entrant.operations[operation]))
    if (cells.some((cell) => cell !== '-')) lines.push(row([title, ...cells]))
  }
  const starts = entrants.map(({ start }) => `${start.milliseconds.toFixed(0)} ms, ${start.megabytes.toFixed(0)} MB`)
  lines.push(row(['second start to first metadata, memory then', ...starts]))
  lines.push(row(['memory at the end', ...entrants.map((one) => `${one.megabytesAtEnd.toFixed(0)} MB`)]))
  return `${lines.join('\n')}\n`
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const cellOf = (figures: Figures | undefined): string => {
  if (!figures) return '-'
  const { perSecond, cpuMicroseconds, p50, p99 } = figures
  const rate = Math.round(perSecond).toLocaleString('en')
  return `${rate}/s, **${cpuMicroseconds.toFixed(0)} us**, ${p50.toFixed(1)}/${p99.toFixed(1)} ms`
}

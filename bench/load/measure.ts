/** One measurement: all connections at work for a while, of which the part after the warm-up is counted. */
import { setTimeout as pause } from 'node:timers/promises'
import { cpuOf } from '../machine/process-usage.ts'
import type { Connection } from './connection.ts'
import type { Script } from './script.ts'
import type { Sample, Span } from './work.ts'

export interface Worker {
  readonly connection: Connection
  readonly script: Script
}

/** Until the engine has compiled what it will compile, on a machine that others use, too: so many operations, or so many seconds. */
const soak = { operations: 8000, seconds: 4 }

/** Once, before the first measurement. Throws what a wrong answer throws. */
export const warmUp = async (workers: readonly Worker[]): Promise<void> => {
  const end = performance.now() + soak.seconds * 1000
  let done = 0
  const work = async ({ connection, script }: Worker): Promise<void> => {
    while (done < soak.operations && performance.now() < end) {
      await oneOperation(connection, script)
      done += 1
    }
  }
  await Promise.all(workers.map(work))
}

export interface Measuring {
  readonly pid: number
  readonly span: Span
  /** Operations a second. */
  readonly rate?: number | undefined
}

/** Ends with every answer read, so that the next measurement goes on where this one was. Throws what a wrong answer throws. */
export const measure = async (workers: readonly Worker[], { pid, span, rate }: Measuring): Promise<Sample> => {
  let isOver = false
  let times: number[] = []
  const due = rate === undefined ? undefined : pacer(rate)
  const work = async ({ connection, script }: Worker): Promise<void> => {
    while (!isOver) {
      const begun = due ? await due() : performance.now()
      await oneOperation(connection, script)
      times.push(performance.now() - begun)
    }
  }
  const atWork = Promise.all(workers.map(work))
  atWork.catch(() => (isOver = true))
  await pause(span.warmUp * 1000)
  const [cpu, begun] = [cpuOf(pid), performance.now()]
  times = []
  await pause(span.counted * 1000)
  const [used, seconds, counted] = [cpuOf(pid) - cpu, (performance.now() - begun) / 1000, times]
  isOver = true
  await atWork
  const sorted = counted.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0
  const operations = counted.length
  return { operations, seconds, cpuMicroseconds: used / operations, p50: at(0.5), p99: at(0.99) }
}

const oneOperation = async (connection: Connection, script: Script): Promise<void> => {
  while (!script.read(await connection.send(script.request())));
}

/** Hands out turns at an even rate; a turn that comes late began when it was due. */
const pacer = (rate: number): (() => Promise<number>) => {
  const interval = 1000 / rate
  let next = performance.now()
  return async () => {
    const mine = next
    next += interval
    const wait = mine - performance.now()
    if (wait > 1) await pause(wait)
    return mine
  }
}

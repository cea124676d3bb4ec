/** The load generator as the command sees it: orders in, samples out. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { pinned } from '../machine/pinned.ts'
import type { Order, Report, Sample } from './work.ts'

export interface Generator {
  prepare(order: Omit<Extract<Order, { kind: 'prepare' }>, 'kind'>): Promise<void>
  measure(order: Omit<Extract<Order, { kind: 'measure' }>, 'kind'>): Promise<Sample>
  close(): void
}

export const startGenerator = (): Generator => {
  const [command = '', ...before] = pinned('load', process.execPath)
  const child = fork(fileURLToPath(new URL('process.ts', import.meta.url)), {
    execPath: command,
    execArgv: before,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const tell = async (order: Order): Promise<Report> => {
    child.send(order)
    const [report] = (await once(child, 'message')) as [Report]
    if (report.kind === 'failed') throw new Error(report.reason)
    return report
  }
  return {
    async prepare(order) {
      await tell({ kind: 'prepare', ...order })
    },
    async measure(order) {
      const report = await tell({ kind: 'measure', ...order })
      if (report.kind !== 'measured') throw new Error('the load generator answered another question')
      return report.sample
    },
    close: () => void child.kill(),
  }
}

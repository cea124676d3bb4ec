/** The load generator, a process of its own: keeps its connections and their state over all rounds, and measures when it is told. */
import { openConnection } from './connection.ts'
import { measure, warmUp, type Worker } from './measure.ts'
import { scriptFor } from './script.ts'
import type { Order, Report } from './work.ts'

const connections = 64
const prepared = new Map<string, readonly Worker[]>()

const obey = async (order: Order): Promise<Report> => {
  if (order.kind === 'measure') {
    const { key, ...measuring } = order
    return { kind: 'measured', sample: await measure(prepared.get(key) ?? [], measuring) }
  }
  const { key, port, work } = order
  const workers = Array.from({ length: connections }, async (_, index) => ({
    connection: await openConnection(port),
    script: scriptFor(work, { port, index }),
  }))
  const ready = await Promise.all(workers)
  prepared.set(key, ready)
  await warmUp(ready)
  return { kind: 'prepared' }
}

process.on('message', (order: Order) => {
  void obey(order)
    .catch((error: unknown): Report => ({ kind: 'failed', reason: String(error) }))
    .then((report) => process.send?.(report))
})
process.once('disconnect', () => process.exit(0))

/** The load generator, a process of its own: keeps its connections and their state over all rounds, and measures when it is told. */
import { prepareLoad, type Load } from './prepare-load.ts'
import type { Order, Report } from './work.ts'

const prepared = new Map<string, Load>()

const obey = async (order: Order): Promise<Report> => {
  if (order.kind === 'prepare') {
    const { key, ...rest } = order
    prepared.set(key, await prepareLoad(rest))
    return { kind: 'prepared' }
  }
  const { key, ...measuring } = order
  const load = prepared.get(key)
  if (!load) throw new Error(`nothing was prepared for ${key}`)
  return { kind: 'measured', sample: await load(measuring) }
}

process.on('message', (order: Order) => {
  void obey(order)
    .catch((error: unknown): Report => ({ kind: 'failed', reason: String(error) }))
    .then((report) => process.send?.(report))
})
process.once('disconnect', () => process.exit(0))

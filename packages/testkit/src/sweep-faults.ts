/**
 * Lets every storage operation of a flow fail once, before and after its effect: the answer must be 503 and nothing else, and a later try
 * must come to a sound end. Takes an open store, so that every store walks the same way; each walk is a tenant of its own. X1
 */
import type { Flow } from './fault-flows.ts'
import { faultyStore, type Faults } from './faulty-store.ts'
import { smallWorld, type OpenContents, type World } from './small-world.ts'

type Fault = Parameters<Faults['arm']>[0] & { readonly mayBeSpent: boolean }

/** How many faults were tried. Throws at the first that shows. */
export const sweepFaults = async (flow: Flow, store: OpenContents): Promise<number> => {
  const operations = await countOperations(flow, store)
  for (const when of ['before', 'after'] as const) {
    for (let failAt = 1; failAt <= operations.length; failAt += 1) {
      const name = `${flow.name}, ${when} operation ${failAt} (${operations[failAt - 1]})`
      const spent = operations.indexOf(flow.spendsAt ?? '') + 1
      const mayBeSpent = spent > 0 && (spent < failAt || (spent === failAt && when === 'after'))
      await inWorld(flow, store, tryFault(flow, { failAt, when, mayBeSpent })).catch((cause: unknown) => {
        throw new Error(`${name}: ${String(cause)}`, { cause })
      })
    }
  }
  return operations.length * 2
}

const countOperations = (flow: Flow, store: OpenContents): Promise<readonly string[]> =>
  inWorld(flow, store, async (world, faults) => {
    const act = await flow.prepare(world)
    faults.reset()
    const { status, holds } = await act()
    const operations = [...faults.operations]
    if (status !== 200) throw new Error(`${flow.name} fails without a fault: ${status}`)
    await holds?.()
    return operations
  })

const tryFault =
  (flow: Flow, fault: Fault) =>
  async (world: World, faults: Faults): Promise<void> => {
    const act = await flow.prepare(world)
    faults.arm(fault)
    const struck = await act()
    faults.reset()
    if (struck.status !== 503) throw new Error(`answered ${struck.status} instead of 503`)
    const retried = await act()
    if (retried.status === 200) return retried.holds?.()
    if (fault.mayBeSpent && retried.isSpent) return undefined
    throw new Error(`the next try is answered ${retried.status}`)
  }

let walks = 0

const inWorld = async <T>(
  flow: Flow,
  store: OpenContents,
  act: (world: World, faults: Faults) => Promise<T>,
): Promise<T> => {
  walks += 1
  const tenant = `walk-${walks}`
  const made = faultyStore(store.forTenant(tenant))
  const world = await smallWorld({
    store,
    tenant,
    around: () => made.store,
    isClaimed: flow.isClaimed ?? true,
    ...(flow.fetchDocument && { fetchDocument: flow.fetchDocument }),
  })
  return act(world, made.faults)
}

/** A store that fails once, at a chosen operation, before or after its effect; and counts what it is asked. X1 */
import { StoreUnavailable, type Store } from '@gatehouse/issuer/ports/store'

export interface Faults {
  /** `<port>.<verb>`, since the last `arm` or `reset`. */
  readonly operations: readonly string[]
  /** Operation number `failAt` (from 1, counted from now on) throws StoreUnavailable; `after`: its effect has happened. */
  arm(fault: { readonly failAt: number; readonly when: 'before' | 'after' }): void
  /** Counts from zero, and fails nothing. */
  reset(): void
}

export type Verb = (...parameters: readonly unknown[]) => Promise<unknown>

export const faultyStore = (store: Store): { readonly store: Store; readonly faults: Faults } => {
  let operations: string[] = []
  let fault: { readonly failAt: number; readonly when: 'before' | 'after' } | undefined
  const wrapped =
    (name: string, verb: Verb): Verb =>
    async (...parameters) => {
      operations.push(name)
      const isDue = operations.length === fault?.failAt
      if (isDue && fault?.when === 'before') throw new StoreUnavailable(`${name}, before its effect`)
      const outcome = await verb(...parameters)
      if (isDue) throw new StoreUnavailable(`${name}, after its effect`)
      return outcome
    }
  const restart = (next: typeof fault): void => {
    operations = []
    fault = next
  }
  return {
    store: wrapPorts(store, wrapped),
    faults: {
      get operations() {
        return operations
      },
      arm: restart,
      reset: () => restart(undefined),
    },
  }
}

/** Every port is an object of verbs, so the copy has the same shape. */
export const wrapPorts = (store: Store, wrapped: (name: string, verb: Verb) => Verb): Store => {
  const ports = Object.entries(store).map(([port, verbs]: [string, Verb | Readonly<Record<string, Verb>>]) => {
    if (typeof verbs === 'function') return [port, wrapped(port, verbs)]
    return [
      port,
      Object.fromEntries(Object.entries(verbs).map(([name, verb]) => [name, wrapped(`${port}.${name}`, verb)])),
    ]
  })
  return Object.fromEntries(ports) as Store
}

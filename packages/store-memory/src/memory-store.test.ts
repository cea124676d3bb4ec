/** The store in memory passes the one suite. */
import { proveStore } from '@gatehouse/store-contract/prove-store'
import { createMemoryStore } from './memory-store.ts'

const open = async () => {
  const store = createMemoryStore()
  return { store, dispose: () => store.close() }
}

proveStore('memory', open, { isDurable: false })

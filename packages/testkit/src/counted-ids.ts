/** Names and secrets in the form of the real ones, but counted: a failing test fails the same way again. */
import type { IdKinds, Ids } from '@gatehouse/issuer/ports/ids'
import { nodeDigest } from '@gatehouse/server/runtime/digest'

export const countedIds = (seed = 'gatehouse'): Ids => {
  let named = 0
  let told = 0
  return {
    next<Prefix extends keyof IdKinds>(prefix: Prefix) {
      named += 1
      return `${prefix}_${String(named).padStart(26, '0')}` as IdKinds[Prefix]
    },
    secret() {
      told += 1
      return nodeDigest.sha256(`${seed} ${told}`)
    },
  }
}

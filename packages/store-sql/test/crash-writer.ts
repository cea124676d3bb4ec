/** Writes without end until it is killed, and says of each write that it was acknowledged, at once and past any buffer. */
import { writeSync } from 'node:fs'
import type { NewRefreshToken } from '@gatehouse/issuer/ports/issuance'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aFamily, anAccount, refresh } from '@gatehouse/store-contract/stories'
import { NOW } from '@gatehouse/store-contract/examples'
import { openSqliteStore } from '../src/index.ts'
import type { Acknowledged } from './crash.test.ts'

const CHAINS = 16

const acknowledge = (fact: Acknowledged): void => {
  writeSync(1, `${JSON.stringify(fact)}\n`)
}

/** A person signs in, refreshes a few times, and every other family ends. */
const chain = async (store: Store, index: number): Promise<never> => {
  for (let family = 0; ; family += 1) {
    const user = await anAccount(store)
    acknowledge({ kind: 'user', id: user.id })
    const { grant, token } = await aFamily(store, { user })
    acknowledge({ kind: 'token', id: token.id, secretHash: token.secretHash })
    await refreshSome(store, token, grant.clientId)
    if ((family + index) % 2 === 0) {
      await store.grants.end(grant.id, 'revoked', NOW, [])
      acknowledge({ kind: 'ended', id: grant.id })
    }
  }
}

const refreshSome = async (
  store: Store,
  first: NewRefreshToken,
  clientId: Parameters<typeof refresh>[1]['clientId'],
) => {
  let parent = first
  for (let step = 0; step < 4; step += 1) {
    const { child } = await refresh(store, { parent, clientId })
    acknowledge({ kind: 'token', id: child.id, secretHash: child.secretHash })
    acknowledge({ kind: 'rotated', id: parent.id, secretHash: parent.secretHash })
    parent = child
  }
}

const [path = ''] = process.argv.slice(2)
const store = await openSqliteStore({ path })
await Promise.all(Array.from({ length: CHAINS }, (_, index) => chain(store.forTenant('main'), index)))

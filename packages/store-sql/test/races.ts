/** Two processes that race for the rows of one database, round after round, each round in a tenant of its own. X3 */
import type { ChildProcess } from 'node:child_process'
import type { OpenStore } from '@gatehouse/issuer/ports/store'
import {
  aDynamicClient,
  aHash,
  anId,
  aPending,
  aRegistrationToken,
  aSigningKey,
} from '@gatehouse/store-contract/examples'
import { aFamily, anAccount, anApproval } from '@gatehouse/store-contract/stories'
import { openSqliteStore } from '../src/index.ts'
import { answerOf, endChild, startChild } from './children.ts'
import type { Job, Rows } from './race-calls.ts'
import { aFile } from './sqlite-files.ts'

/** What the calls of one round were told, counted over both processes. */
export type Told = Readonly<Record<string, number>>
export type Call = Job['call']
export type Races = Awaited<ReturnType<typeof openRaces>>

/** How many permissions to register a round starts with. */
export const PERMISSIONS = 5
/** Long enough for both processes to have received the job. In milliseconds. */
const HEAD_START = 20

export const openRaces = async () => {
  const file = aFile()
  const store = await openSqliteStore({ path: file.path, synchronous: 'normal' })
  const script = new URL('race-worker.ts', import.meta.url)
  const racers = await Promise.all([startChild(script), startChild(script)])

  /** What each of the two was told. */
  const race = async (job: Omit<Job, 'startsAt'>): Promise<readonly Told[]> => {
    // Our own worker answers with counts and nothing else.
    const told = racers.map(async (racer) => (await answerOf(racer)) as Told)
    const startsAt = Date.now() + HEAD_START
    for (const racer of racers) racer.send({ ...job, startsAt })
    return Promise.all(told)
  }
  /** One round in a new tenant, unless another file or tenant is told. */
  const round = async (call: Call, { path = file.path, tenant = anId('jti'), isClaimed = true } = {}) => {
    // Where the first account is what they race for, the rows stand in another tenant.
    const rows = await seeded(store, isClaimed ? tenant : `${tenant} elsewhere`)
    const each = await race({ call, path, tenant, rows })
    return { tenant, rows, each, told: sumOf(each) }
  }
  const rounds = async (call: Call, count: number): Promise<readonly Told[]> => {
    const told: Told[] = []
    while (told.length < count) told.push((await round(call)).told)
    return told
  }

  return {
    path: file.path,
    store,
    round,
    rounds,
    async close() {
      await Promise.all(racers.map((racer: ChildProcess) => endChild(racer)))
      await store.close()
      file.discard()
    },
  }
}

const seeded = async (store: OpenStore, tenant: string): Promise<Rows> => {
  const rooms = store.forTenant(tenant)
  const user = await anAccount(rooms)
  const { code } = await anApproval(rooms, user)
  const pending = aPending({ boundTo: { handleHash: 'handle' } })
  const key = aSigningKey({ alg: 'EdDSA' })
  const permission = aRegistrationToken({ usesLeft: PERMISSIONS })
  const client = aDynamicClient({ registrationTokenHash: aHash() })
  await Promise.all([
    rooms.pendingAuthorizations.create(pending),
    rooms.signingKeys.createFirst(key),
    rooms.registrationTokens.create(permission, []),
    rooms.clients.create(client, []),
  ])
  return { user, code, pending, key, permission, client, family: await aFamily(rooms, { user }) }
}

const sumOf = (each: readonly Told[]): Told => {
  const sum: Record<string, number> = {}
  for (const [word, times] of each.flatMap((told) => Object.entries(told))) sum[word] = (sum[word] ?? 0) + times
  return sum
}

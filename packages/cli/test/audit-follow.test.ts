/** The journal as it grows, over the real admin API: nothing is missed, nothing comes twice. */
import { adminRoutes, type AdminClient } from '@gatehouse/admin-api'
import { createAdminApp } from '@gatehouse/server/admin-app'
import { smallWorld, type World } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { endOfJournal, latest, newRows, pages } from '../src/audit/follow.ts'

type JournalRow = Awaited<ReturnType<World['issuer']['journal']['list']>>[number]
const seconds = (count: number) => count as Parameters<World['clock']['advance']>[0]

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

/** Asks by GET, without a socket in between. */
const admin = (): AdminClient => {
  const app = createAdminApp(world.needs)
  const ask = async (name: keyof typeof adminRoutes, input: object): Promise<unknown> => {
    const given = Object.entries(input).filter(([, value]) => value !== undefined)
    const query = new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)]))
    const response = await app(new Request(`http://localhost${adminRoutes[name].path}?${query.toString()}`))
    return response.json()
  }
  return ask as AdminClient // the admin app answers by the same table
}

const write = (...rows: readonly (readonly [id: string, event?: string])[]): Promise<void> =>
  world.store.forTenant('main').journal.append(
    rows.map(([id, event = 'sign-out']): JournalRow => ({
      id: `jrn_${id.padStart(26, '0')}`,
      at: world.clock.now(),
      event,
    })),
  )
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at): readonly [string] => [String(from + at)])
const numbersOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => Number(id.slice(4)))

/** What is told while these things happen, one a look. */
const followed = async (
  first: number,
  ...happenings: readonly (() => Promise<unknown>)[]
): Promise<readonly number[]> => {
  const question = { event: 'sign-out' }
  const end = await endOfJournal(admin())
  const shown = first === 0 ? [] : await latest(admin(), question, first)
  const left = [...happenings]
  const wait = async (): Promise<boolean> => {
    const happening = left.shift()
    await happening?.()
    return happening !== undefined
  }
  const told: { readonly id: string }[] = []
  for await (const row of newRows(admin(), { question, end, shown, wait })) told.push(row)
  return numbersOf(told)
}

describe('following the journal', () => {
  it('tells each new row once, oldest first', async () => {
    await write(['2001'], ['2002'])
    const told = await followed(
      1,
      () => write(['2003'], ['2004', 'sign-in.refused']),
      async () => undefined,
      () => write(['2005']),
    )
    expect(told).toEqual([2003, 2005])
  })

  it('finds a row that was written a little late, and one in a crowd', async () => {
    await write(['3001'], ['3002'])
    world.clock.advance(seconds(60))
    await write(['3010'])
    const told = await followed(
      3,
      () => write(['3012']),
      () => write(['3011']),
      () => write(...numbered(4000, 5200)),
      async () => world.clock.advance(seconds(30)),
      () => write(['5300']),
    )
    expect(told).toEqual([3012, 3011, ...numbered(4000, 5200).map(([id]) => Number(id)), 5300])
  })

  it('begins with what comes next where nothing was there', async () => {
    expect(await followed(0, () => write(['2001']))).toEqual([2001])
  })

  it('misses nothing that happens between the first look and the second', async () => {
    const question = { event: 'sign-out' }
    const end = await endOfJournal(admin())
    const shown = await latest(admin(), question, 20)
    await write(['2001'])
    let looks = 0
    const told: { readonly id: string }[] = []
    const wait = async (): Promise<boolean> => looks++ < 2
    for await (const row of newRows(admin(), { question, end, shown, wait })) told.push(row)
    expect(numbersOf(told)).toEqual([2001])
  })

  it('reads everything, page by page, oldest first', async () => {
    await write(...numbered(2000, 3234))
    const sizes: number[] = []
    const all: number[] = []
    for await (const rows of pages(admin(), { event: 'sign-out' })) {
      sizes.push(rows.length)
      all.push(...numbersOf(rows))
    }
    expect(sizes).toEqual([500, 500, 234])
    expect(all).toEqual(numbered(2000, 3234).map(([id]) => Number(id)))
  })
})

/** The audit journal over the admin API: what fits all of what was asked. */
import { createAdminApp } from '../src/admin-app.ts'
import { smallWorld, type World } from '@gatehouse/testkit'
import { hours } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it } from 'vitest'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

interface Row {
  readonly id: string
  readonly event: string
  readonly userId?: string
  readonly userName?: string
  readonly grantId?: string
  readonly traceId?: string
}
const ask = async (query: Readonly<Record<string, string>>) => {
  const search = new URLSearchParams({ limit: '100', ...query }).toString()
  const response = await createAdminApp(world.needs)(new Request(`http://localhost/api/journal?${search}`))
  return { status: response.status, body: (await response.json()) as { rows: Row[]; error_description: string } }
}
const events = async (query: Readonly<Record<string, string>>) => (await ask(query)).body.rows.map(({ event }) => event)

describe('the journal', () => {
  it('is asked by person, client, grant, request and time', async () => {
    const bob = await world.person('bob')
    await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const noon = world.clock.now()
    world.clock.advance(hours(1))
    await world.app.redeem(await world.app.sendToSignIn(bob))
    const { rows } = (await ask({})).body
    const redeemed = rows.filter(({ event }) => event === 'code.redeemed')
    expect(redeemed.map(({ userName }) => userName)).toEqual(['bob', 'alice'])
    const [last] = redeemed
    expect(await events({ user: 'BOB', event: 'sign-in.*' })).toEqual(['sign-in.succeeded'])
    expect(await events({ user: last?.userId ?? '', event: 'code.redeemed' })).toEqual(['code.redeemed'])
    expect(await events({ grant: last?.grantId ?? '' })).toContain('code.redeemed')
    expect(await events({ trace: last?.traceId ?? '' })).toEqual(['code.redeemed'])
    expect(await events({ client: world.app.clientId, event: 'client.*' })).toEqual(['client.registered'])
    expect(await events({ since: String(noon + 1), event: 'code.redeemed' })).toHaveLength(1)
    expect(await events({ until: String(noon + 1), event: 'code.redeemed' })).toHaveLength(1)
    const forth = (await ask({ after: rows.at(-1)?.id ?? '' })).body.rows
    expect(forth).toEqual(rows.toReversed().slice(1))
  })

  it('remembers who is gone, under the id', async () => {
    const bob = await world.person('bob')
    await bob.openAccount()
    const id = (await world.issuer.people.list()).find(({ name }) => name === 'bob')?.id
    await world.issuer.people.remove(id as never, { traceId: 'trc_test', source: 'test' })
    expect(await ask({ user: 'bob' })).toMatchObject({ status: 404 })
    const { rows } = (await ask({ user: id ?? '' })).body
    expect(rows.map(({ event, userName }) => [event, userName])).toContainEqual(['sign-in.succeeded', undefined])
  })

  it('knows its events: a slip of the pen is no silence', async () => {
    const wrong = await ask({ event: 'sign-in.failed' })
    expect([wrong.status, wrong.body.error_description]).toEqual([
      400,
      'no event is called sign-in.failed: there are sign-in.succeeded, sign-in.refused, sign-in.limited',
    ])
    expect((await ask({ event: 'signin.*' })).body.error_description).toMatch(/there are events of .*sign-in/)
    for (const moment of ['-1', '1.5', 'x', '1e400']) expect((await ask({ since: moment })).status).toBe(400)
  })
})

/** Group F: a client proves itself in the way it registered, at every endpoint alike. */
import { formatBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { smallWorld, type App, type World } from '@gatehouse/testkit'
import { minutes } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { allEndpoints } from '../src/endpoints/index.ts'
import { openDoors } from '../src/http/doors.ts'
import { expectJsonError } from './outcomes.ts'

let world: World
let app: App
beforeEach(async () => {
  world = await smallWorld()
  app = await world.configure()
})

/** Every endpoint where clients authenticate, from the route table; each with a form that needs nothing else. */
const endpoints = (): readonly string[] =>
  allEndpoints(openDoors(world.needs))
    .filter(({ role }) => role === 'client')
    .map(({ path }) => path)

const form = { grant_type: 'refresh_token', refresh_token: 'x', token: 'x' }
const ask = (
  path: string,
  authorization: string | undefined,
  extra: Readonly<Record<string, string>> = {},
  from?: string,
) =>
  world.request(
    path,
    {
      method: 'POST',
      body: new URLSearchParams({ ...form, ...extra }),
      headers: authorization === undefined ? {} : { Authorization: authorization },
    },
    from,
  )
const right = () => formatBasicCredentials({ clientId: app.clientId, clientSecret: app.clientSecret ?? '' })

describe('client authentication', () => {
  it('stands before every endpoint of the table that has it', () => {
    expect(endpoints()).toEqual(['/token', '/revoke', '/introspect'])
  })

  it('F1: malformed Basic credentials are 401 invalid_client with a challenge, never a 500', async () => {
    const encoded = right().slice('Basic '.length)
    const headers = [
      'Basic',
      'Basic ',
      'Basic !!!',
      `Basic ${encoded}=`,
      `Basic ${encoded.slice(0, -1)}`,
      `Basic ${btoa('no colon')}`,
      `Basic ${btoa('\xff\xfe:\xff')}`,
      `Basic ${btoa('%zz:x')}`,
      `Bearer ${encoded}`,
      `Basic ${'A'.repeat(12_000)}`,
    ]
    for (const path of endpoints()) {
      for (const header of headers) {
        const response = await world.unchanged(() => ask(path, header))
        expect(response.headers.get('WWW-Authenticate')).toMatch(/^Basic realm=/)
        await expectJsonError(response, 401, 'invalid_client')
      }
      expect((await ask(path, `Basic ${'A'.repeat(64 * 1024)}`)).status).toBe(431)
    }
  })

  it('F2: id and secret are form-encoded first, so any character survives', async () => {
    const response = await ask('/revoke', right().replace('Basic', 'basic'))
    expect(response.status).toBe(200)
    const odd = await world.configure({ id: 'company-app.1' })
    const encoded = btoa(`${odd.clientId.replaceAll('-', '%2D')}:${odd.clientSecret}`)
    expect((await ask('/revoke', `Basic ${encoded}`)).status).toBe(200)
  })

  it('F3: two methods at once are invalid_request', async () => {
    const secret = app.clientSecret ?? ''
    const assertion = {
      client_assertion: 'a.b.c',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    }
    for (const path of endpoints()) {
      for (const both of [
        () => ask(path, right(), { client_id: app.clientId, client_secret: secret }),
        () => ask(path, right(), { client_secret: secret }),
        () => ask(path, right(), assertion),
        () => ask(path, undefined, { client_id: app.clientId, client_secret: secret, ...assertion }),
      ]) {
        await expectJsonError(await world.unchanged(both), 400, 'invalid_request')
      }
    }
  })

  it('F5: another client_id in the form is invalid_request', async () => {
    for (const path of endpoints()) {
      await expectJsonError(await ask(path, right(), { client_id: world.app.clientId }), 400, 'invalid_request')
      expect((await ask(path, right(), { client_id: app.clientId })).status).not.toBe(401)
    }
  })

  it('F6: unknown client, wrong secret, expired secret, wrong method and disabled client get one answer', async () => {
    const disabled = await world.configure()
    await world.store.forTenant('main').clients.setDisabled(disabled.clientId as never, world.clock.now(), [])
    const expired = await world.configure({ secretLifetime: minutes(1) })
    world.clock.advance(minutes(1))
    const secretOf = (one: App) => ({ clientId: one.clientId, clientSecret: one.clientSecret ?? '' })
    for (const path of endpoints()) {
      const answers = [
        await ask(path, formatBasicCredentials({ clientId: 'nobody', clientSecret: 'x' })),
        await ask(path, formatBasicCredentials({ ...secretOf(app), clientSecret: 'wrong' })),
        await ask(path, formatBasicCredentials({ ...secretOf(app), clientSecret: '' })),
        await ask(path, formatBasicCredentials(secretOf(disabled))),
        await ask(path, formatBasicCredentials(secretOf(expired))),
        await ask(path, formatBasicCredentials({ clientId: world.app.clientId, clientSecret: 'x' })),
        await ask(path, undefined, { client_id: app.clientId }),
        await ask(path, undefined, { client_id: 'nobody' }),
      ]
      const bodies = await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`))
      expect(new Set(bodies).size).toBe(1)
      expect(bodies[0]).toContain('401 {"error":"invalid_client"')
    }
  })

  it('F6: 20 failures in a minute are enough for that source; the client goes on elsewhere', async () => {
    const wrong = formatBasicCredentials({ clientId: app.clientId, clientSecret: 'wrong' })
    for (let tries = 1; tries <= 20; tries += 1) expect((await ask('/revoke', wrong)).status).toBe(401)
    const limited = await ask('/revoke', wrong)
    expect(Number(limited.headers.get('Retry-After'))).toBeGreaterThan(0)
    await expectJsonError(limited, 429, 'temporarily_unavailable')
    expect((await ask('/revoke', right())).status).toBe(429)
    expect((await ask('/revoke', right(), {}, '203.0.113.9')).status).toBe(200)
    world.clock.advance(minutes(1))
    expect((await ask('/revoke', right())).status).toBe(200)
  })

  it('takes a secret in the header or in the form, whichever the client sends', async () => {
    expect((await ask('/revoke', right())).status).toBe(200)
    expect(
      (await ask('/revoke', undefined, { client_id: app.clientId, client_secret: app.clientSecret ?? '' })).status,
    ).toBe(200)
  })
})

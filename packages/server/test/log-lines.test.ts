/** Group W: what the log says, and what happens when the limits cannot be counted. */
import { StoreUnavailable } from '@gatehouse/issuer'
import { entriesOf, smallWorld } from '@gatehouse/testkit'
import { describe, expect, it } from 'vitest'
import { createLog } from '../src/log.ts'
import { expectJsonError } from './outcomes.ts'

describe('W12: the log', () => {
  it('W12: whatever is sent, each line is one JSON line without control characters, and no secret is in it', async () => {
    const lines: string[] = []
    const log = createLog({ level: 'info', format: 'json', write: (line) => lines.push(line) })
    const logged = await smallWorld({ needs: { log } })
    const code = await logged.app.sendToSignIn(logged.alice)
    const tokens = await logged.app.redeem(code)
    const app = await logged.configure()
    const hostile = 'x\r\n{"level":"error"}\u001b[31m\u202e\u2028'
    const encoded = encodeURIComponent(hostile)
    await app.post('/token', { grant_type: hostile, code: tokens.refresh_token, client_secret: 'wrong secret' })
    await logged.thief.redeem(code, 'a wrong verifier'.padEnd(43, '~')).catch(() => undefined)
    const headers = { 'User-Agent': 'a browser that names itself' }
    await logged.request(`/authorize?client_id=${encoded}&state=${encoded}&redirect_uri=${encoded}`, { headers })
    await logged.request(`/${encoded}`, { headers })
    await logged.alice.browser.open(logged.app.authorizationUrl({ scope: hostile, login_hint: hostile }))
    await logged.request('/register', {
      method: 'POST',
      body: JSON.stringify({ redirect_uris: [hostile], client_name: hostile }),
      headers: { 'Content-Type': 'application/json' },
    })
    const page = await logged.alice.browser.open(`${logged.origin}/sign-in?return_to=${encoded}`)
    const [form] = page.forms
    if (form) {
      const body = entriesOf(form, { fields: { username: hostile, password: 'my secret password' } }).toString()
      await logged.alice.browser.once({
        url: `${logged.origin}/sign-in`,
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      })
    }
    expect(lines.length).toBeGreaterThan(4)
    for (const line of lines) {
      expect(line.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(JSON.parse(line)).toMatchObject({ level: expect.stringMatching(/^(info|warn)$/) as unknown })
    }
    const cookies = ['__Host-gatehouse-browser', '__Host-gatehouse-session'].map((name) =>
      logged.alice.browser.cookies.value(name),
    )
    const secrets = [
      code,
      tokens.access_token,
      tokens.refresh_token,
      app.clientSecret,
      logged.app.verifier,
      logged.alice.password,
      'my secret password',
      'wrong secret',
      // For the person's own page of sessions, and for nobody else.
      'a browser that names itself',
      ...cookies,
    ]
    const all = lines.join('')
    for (const secret of secrets) expect(all).not.toContain(secret ?? 'a secret that is missing')
  })

  it('W12: our own mistakes say no more than a reference, and the log says the rest', async () => {
    const broken = await smallWorld()
    Object.assign(broken.issuer.token, {
      authenticateClient: () => Promise.reject(new TypeError('secret inner detail')),
    })
    Object.assign(broken.issuer.authorize, {
      identifyClient: () => Promise.reject(new TypeError('secret inner detail')),
    })
    const api = await broken.app.post('/token', { grant_type: 'x' })
    const page = await broken.alice.browser.open(broken.app.authorizationUrl())
    const [text, trace] = [await api.clone().text(), api.headers.get('Gatehouse-Trace') ?? 'none']
    await expectJsonError(api, 500, 'server_error')
    expect([page.status, page.words.includes('Something broke on our side')]).toEqual([500, true])
    for (const answer of [text, page.html]) expect(answer).not.toContain('inner detail')
    expect(text).toContain(trace)
    const logged = broken.log.lines.filter(({ level }) => level === 'error')
    expect(logged.map(({ facts }) => String(facts['cause']))).toEqual(
      Array.from({ length: 2 }, () => 'TypeError: secret inner detail'),
    )
    expect(logged[0]?.facts['traceId']).toBe(trace)
  })

  it('W13: a limiter that cannot count closes what it guards, and reads stay open', async () => {
    const down = await smallWorld({
      around(store) {
        return { ...store, rateLimits: broken }
      },
      isClaimed: false,
    })
    await down.issuer.people.createFirst({ name: 'alice', password: down.alice.password, isAdmin: true }, 'operator', {
      traceId: 't',
      source: 's',
    })
    const register = await down.request('/register', {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    })
    await expectJsonError(register, 503, 'temporarily_unavailable')
    expect((await down.alice.browser.open(down.app.authorizationUrl())).status).toBe(503)
    const signIn = await down.alice.browser.open(`${down.origin}/sign-in`)
    expect((await down.alice.signIn(signIn)).status).toBe(503)
    expect((await down.request('/.well-known/oauth-authorization-server')).status).toBe(200)
    expect((await down.request('/health')).status).toBe(200)
  })
})

const fails = async (): Promise<never> => {
  throw new StoreUnavailable('no counters')
}
const broken = { take: fails, check: fails, giveBack: fails }

/** Group W: what may be sent to the doors, and how much of it. The matrices are made from the route table. */
import type { World } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Endpoint } from '../src/http/endpoint.ts'
import { contentTypes, isForPeople, posts, table, titled, worldOfTable } from './route-table.ts'

let world: World
beforeEach(async () => {
  world = await worldOfTable()
})

const post = (
  endpoint: Endpoint,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>,
  headers: Readonly<Record<string, string>> = {},
) => {
  const all = { 'Content-Type': contentTypes[endpoint.body.kind], ...headers }
  return world.request(endpoint.path, { method: 'POST', body, headers: all, duplex: 'half' })
}

describe('W3: bodies', () => {
  it.each(titled(posts))('W3: %s takes no more than its limit, said or unsaid', async (_, endpoint) => {
    const limit = endpoint.body.kind === 'none' ? 0 : endpoint.body.limit
    const large = 'x'.repeat(limit + 1)
    const chunked = new Blob([large]).stream()
    for (const body of [large, chunked]) {
      const response = await world.unchanged(() => post(endpoint, body))
      expect([response.status, response.headers.get('Connection')]).toEqual([413, 'close'])
    }
    const lying = await world.unchanged(() => post(endpoint, 'a=b', { 'Content-Length': String(limit + 1) }))
    expect(lying.status).toBe(413)
  })

  it('W3: an endless body is cut off, not waited for', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(16 * 1024))
      },
    })
    const token = posts.find(({ path }) => path === '/token')
    if (!token) throw new Error('there is a token endpoint')
    expect((await post(token, endless)).status).toBe(413)
    expect(sent).toBeLessThan(10)
  })

  it.each(titled(posts))(
    'W3: %s takes no encoding, no other content type and no other charset',
    async (_, endpoint) => {
      for (const encoding of ['gzip', 'br', 'deflate', 'gzip, identity']) {
        expect((await world.unchanged(() => post(endpoint, 'a=b', { 'Content-Encoding': encoding }))).status).toBe(415)
      }
      for (const type of [
        'multipart/form-data',
        'text/plain',
        '',
        `${contentTypes[endpoint.body.kind]}; charset=latin1`,
      ]) {
        expect((await world.unchanged(() => post(endpoint, 'a=b', { 'Content-Type': type }))).status).toBe(400)
      }
      const broken = new Uint8Array([0x61, 0x3d, 0xff, 0xfe])
      expect((await world.unchanged(() => post(endpoint, broken))).status).toBe(400)
    },
  )
})

describe('W2, W10: sizes and oddities', () => {
  it('W2: a URL beyond 8 KB is 414, headers beyond 16 KB are 431', async () => {
    for (const path of ['/token', '/authorize', '/.well-known/oauth-authorization-server', '/nowhere']) {
      expect((await world.request(`${path}?${'x'.repeat(8192)}`)).status).toBe(414)
      expect((await world.request(path, { headers: { 'X-Large': 'x'.repeat(16 * 1024) } })).status).toBe(431)
    }
  })

  it.each(titled(table))('W10: %s survives odd headers, cookies and percent signs', async (_, endpoint) => {
    const cookies = Array.from({ length: 1000 }, (__, at) => `c${at}=1`).join('; ')
    const oddities: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
      ['', JSON.parse('{"__proto__": "x", "constructor": "y"}') as Readonly<Record<string, string>>],
      ['', { Cookie: cookies }],
      ['', { Cookie: '=; ;; =x; __Host-gatehouse-session; __Host-gatehouse-browser=%zz' }],
      ['', { Accept: '*/*'.repeat(1000) }],
      ['?%zz', {}],
      ['?%ff%fe=1', {}],
      ['?a[b][c]=1&__proto__=2&constructor=3&__proto__=4', {}],
      [`?${'a=1&'.repeat(500)}`, {}],
    ]
    for (const [query, headers] of oddities) {
      const response = await world.request(`${endpoint.path}${query}`, { method: endpoint.method, headers })
      expect([endpoint.path, query, response.status < 500]).toEqual([endpoint.path, query, true])
    }
  })

  it('W11: colliding and nested parameters cost nothing', async () => {
    const deep = `a${'[b]'.repeat(2000)}=1`
    const many = Array.from({ length: 150 }, (_, at) => `k${at}=${'%20'.repeat(50)}`).join('&')
    const headers = { 'Content-Type': contentTypes.form }
    for (const body of [deep, many, `${'&'.repeat(60_000)}`, `${'%'.repeat(60_000)}`, `${'+'.repeat(60_000)}=`]) {
      const from = performance.now()
      const response = await world.request('/token', { method: 'POST', body, headers })
      expect(response.status).toBe(400)
      expect(performance.now() - from).toBeLessThan(50)
    }
  })
})

describe('B19: forms', () => {
  const forms = posts.filter((endpoint) => 'form' in endpoint && endpoint.form === 'ours')
  it('B19: every POST to a browser needs a form of ours, except where an app may post its wish', () => {
    expect(
      posts.filter((endpoint) => isForPeople(endpoint) && !forms.includes(endpoint)).map(({ path }) => path),
    ).toEqual(['/authorize', '/logout'])
  })

  it.each(titled(forms))('B19: %s refuses an empty POST, and one without our token', async (_, endpoint) => {
    await world.alice.openAccount()
    const { browser } = world.alice
    const url = `${world.origin}${endpoint.path}`
    const bodies = [
      '',
      'csrf=',
      'request=x',
      'csrf=x&request=x&decision=approve&username=alice&password=x&grant=x&link=x',
    ]
    for (const body of bodies) {
      for (const headers of [{ Origin: world.origin, 'Sec-Fetch-Site': 'same-origin' }, {}]) {
        const step = { url, method: 'POST', body, headers: { 'Content-Type': contentTypes.form, ...headers } }
        const response = await world.unchanged(() => browser.once(step))
        expect([body, response.status]).toEqual([body, 403])
      }
    }
  })
})

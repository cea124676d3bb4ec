/** Group W: what is true of every door. The matrices are made from the route table. */
import type { World } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectJsonError } from './outcomes.ts'
import { isForPeople, reads, table, titled, worldOfTable } from './route-table.ts'

let world: World
beforeEach(async () => {
  world = await worldOfTable()
})

describe('methods', () => {
  const paths = [...new Set(table.map(({ path }) => path))]
  it.each(paths)('%s answers other methods with 405 and Allow, and changes nothing', async (path) => {
    const mine = table.filter((endpoint) => endpoint.path === path)
    const own = mine.map(({ method }) => method as string)
    const allow = own.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ')
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((one) => !own.includes(one))) {
      const response = await world.unchanged(() => world.request(path, { method }))
      const isPreflight = method === 'OPTIONS' && mine.some(({ cors }) => cors)
      expect([method, response.status]).toEqual([method, isPreflight ? 204 : 405])
      expect(response.headers.get('Allow')).toBe(isPreflight ? null : allow)
    }
  })

  it.each(titled(reads))('%s answers HEAD without a body, a cookie or a trace in the store', async (_, { path }) => {
    const response = await world.unchanged(() => world.request(path, { method: 'HEAD' }))
    expect([await response.text(), response.headers.get('Set-Cookie')]).toEqual(['', null])
    expect(response.status).toBeLessThan(405)
  })

  const documents = reads.filter(({ role }) => role === 'public')
  it.each(titled(documents))('%s answers HEAD with the headers of GET', async (_, { path }) => {
    const [head, get] = [await world.request(path, { method: 'HEAD' }), await world.request(path)]
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(get.headers))
  })
})

describe('W5: other origins', () => {
  const foreign = { Origin: 'https://elsewhere.example' }
  const named = {
    ...foreign,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'authorization',
  }

  it.each(titled(table))(
    'W5: %s is open to scripts, or closed, as the table says; never with credentials',
    async (_, endpoint) => {
      for (const headers of [foreign, { Origin: 'null' }]) {
        const response = await world.request(endpoint.path, { method: endpoint.method, headers })
        expect(response.headers.get('Access-Control-Allow-Origin')).toBe(endpoint.cors ? '*' : null)
        expect(response.headers.get('Access-Control-Allow-Credentials')).toBeNull()
      }
      const { headers } = await world.request(endpoint.path, { method: 'OPTIONS', headers: named })
      expect(headers.get('Access-Control-Allow-Origin')).toBe(endpoint.cors ? '*' : null)
      expect(headers.get('Access-Control-Allow-Credentials')).toBeNull()
      expect(headers.get('Access-Control-Allow-Headers')?.startsWith('Authorization') ?? false).toBe(endpoint.cors)
    },
  )

  it('W5: the open ones are exactly those that honour no cookie', () => {
    const open = table.filter(({ cors }) => cors).map(({ path }) => path)
    expect([...new Set(open)]).toEqual([
      '/.well-known/oauth-authorization-server',
      '/.well-known/openid-configuration',
      '/.well-known/oauth-protected-resource',
      '/jwks',
      '/token',
      '/revoke',
      '/revocations',
      '/userinfo',
      '/register',
      '/register/{client_id}',
    ])
    expect(table.filter((endpoint) => endpoint.cors && isForPeople(endpoint))).toEqual([])
  })

  it('W5: a refusal can be read there, too', async () => {
    const response = await world.request('/token', { method: 'POST', headers: foreign, body: new URLSearchParams() })
    expect(response.status).toBe(400)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(response.headers.get('Access-Control-Expose-Headers')).toContain('WWW-Authenticate')
  })
})

describe('W8: what may be kept', () => {
  it.each(titled(table))('W8: %s says so, and guards its answer', async (_, endpoint) => {
    const { headers, status } = await world.request(endpoint.path, { method: endpoint.method })
    const isPublic = endpoint.cache === 'public' && status < 400
    expect(headers.get('Cache-Control')).toMatch(isPublic ? /^public, max-age=\d+/ : /^no-store$/)
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(headers.get('X-Frame-Options')).toBe('DENY')
    expect(headers.get('Strict-Transport-Security')).toBe('max-age=31536000')
  })

  it('W8: nothing is found behind a suffix, in another case or with a slash', async () => {
    const paths = [
      '/account/x.css',
      '/account/apps/x.js',
      '/token/.js',
      '/token/',
      '/TOKEN',
      '/account/apps;x.css',
      '/sign-in%2f',
      '//token',
      '/consent/x.png',
      '/jwks.json',
    ]
    for (const path of paths) {
      const { status, headers } = await world.request(path, { headers: { Accept: 'text/css' } })
      expect([path, status, headers.get('Cache-Control')]).toEqual([path, 404, 'no-store'])
    }
  })

  it('W8: an unknown address is a page for people and JSON for programs', async () => {
    const page = await world.request('/nowhere', { headers: { Accept: 'text/html' } })
    expect([page.status, page.headers.get('Content-Type')]).toEqual([404, 'text/html; charset=utf-8'])
    await expectJsonError(await world.request('/nowhere'), 404, 'invalid_request')
  })
})

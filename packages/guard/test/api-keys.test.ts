/** Keys beside OAuth: hashed, told by their prefix, with scopes and an end of their own; a store that fails lets nobody in. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type ApiKey, type GuardOptions, GuardMisconfigured, createGuard } from '../src/index.ts'
import { issuer, refused, resource, smallWorld, start, verdict } from './local-issuer.ts'

const hashOf = (key: string): string => createHash('sha256').update(key).digest('base64url')
const apiKey = (key: string, more: Partial<ApiKey> = {}): ApiKey => ({
  hash: hashOf(key),
  subject: 'nightly',
  scopes: ['notes:read'],
  ...more,
})

describe('API keys', () => {
  const keys = [apiKey('sk_good'), apiKey('sk_old', { expiresAt: start }), apiKey('sk_weak', { scopes: [] })]
  const world = (more = {}) => smallWorld({ apiKeys: { prefix: 'sk_', keys, ...more } })
  const call = (one: Awaited<ReturnType<typeof world>>, headers: Record<string, string>) =>
    one.call(new Request(resource, { headers }))

  it('come as Bearer or in X-API-Key, with their own scopes and name', async () => {
    const one = await world()
    for (const headers of [{ authorization: 'Bearer sk_good' }, { 'x-api-key': 'sk_good' }]) {
      expect(await (await call(one, headers)).json()).toEqual({ subject: 'nightly' })
    }
    expect((await call(one, { 'x-api-key': 'sk_weak' })).status).toBe(403)
    expect((await call(one, { 'x-api-key': 'sk_good', authorization: 'Bearer sk_good' })).status).toBe(400)
    expect(one.authority.asked).toEqual([])
  })

  it('that are unknown, old, nearly right, or of another form let nobody in', async () => {
    const one = await world()
    const wrong = [
      'sk_',
      'sk_goo',
      'sk_goodd',
      'SK_good',
      'sk_old',
      hashOf('sk_good'),
      'x',
      'sk_good, sk_good',
      `sk_${'x'.repeat(600)}`,
    ]
    for (const key of wrong) expect(await verdict(await call(one, { 'x-api-key': key }))).toEqual(refused)
    for (const key of wrong.filter((text) => !text.includes(','))) {
      expect(await verdict(await call(one, { authorization: `Bearer ${key}` }))).toEqual(refused)
    }
    const off = await world({ header: false })
    expect((await call(off, { 'x-api-key': 'sk_good' })).status).toBe(401)
    expect(one.handled).toEqual([])
  })

  it('R17: end within five seconds when they are taken away, and at their end', async () => {
    const known = new Map([[hashOf('sk_a'), apiKey('sk_a', { expiresAt: start + 12 })]])
    const one = await world({ keys: (hash: string) => known.get(hash) })
    const status = async () => (await call(one, { 'x-api-key': 'sk_a' })).status
    expect(await status()).toBe(200)
    one.clock.now = start + 12
    expect(await status()).toBe(401)
    known.set(hashOf('sk_a'), apiKey('sk_a', { expiresAt: start + 3600 }))
    one.clock.now += 5
    expect(await status()).toBe(200)
    known.clear()
    one.clock.now += 5
    expect(await status()).toBe(401)
  })

  it('R21: a store that throws, rejects, hangs on to another key or answers half a key lets nobody in', async () => {
    const answers: readonly (readonly [() => unknown, number])[] = [
      [() => Promise.reject(new Error('down')), 503],
      [
        () => {
          throw new Error('down')
        },
        503,
      ],
      [() => null, 401],
      [() => undefined, 401],
      [() => apiKey('sk_other'), 401],
      [() => ({}), 500],
      [() => true, 500],
      [() => ({ ...apiKey('sk_a'), scopes: 'notes:read' }), 500],
      [() => ({ ...apiKey('sk_a'), scopes: undefined }), 500],
      [() => ({ ...apiKey('sk_a'), subject: '' }), 500],
      [() => ({ ...apiKey('sk_a'), expiresAt: Number.NaN }), 500],
      [() => ({ ...apiKey('sk_a'), expiresAt: Date.now() }), 500],
    ]
    for (const [answer, status] of answers) {
      const one = await world({ keys: answer as () => undefined })
      expect((await call(one, { 'x-api-key': 'sk_a' })).status).toBe(status)
      expect(one.handled).toEqual([])
    }
  })

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['no prefix', { keys: [] }, /apiKeys\.prefix/],
    ['a prefix that ends in no mark', { prefix: 'sk', keys: [] }, /apiKeys\.prefix/],
    ['a prefix of JWTs', { prefix: 'eyJ_', keys: [] }, /apiKeys\.prefix/],
    ['no keys', { prefix: 'sk_' }, /apiKeys\.keys/],
    [
      'a key in the clear',
      { prefix: 'sk_', keys: [{ ...keys[0], hash: 'sk_good' }] },
      /keys\[0\]\.hash.*never the key/,
    ],
    ['nobody', { prefix: 'sk_', keys: [{ ...keys[0], subject: undefined }] }, /keys\[0\]\.subject/],
    ['a scope that is none', { prefix: 'sk_', keys: [{ ...keys[0], scopes: ['a b'] }] }, /keys\[0\]\.scopes/],
    ['an end in milliseconds', { prefix: 'sk_', keys: [{ ...keys[0], expiresAt: Date.now() }] }, /not milliseconds/],
    ['the same key twice', { prefix: 'sk_', keys: [keys[0], keys[0]] }, /is there twice/],
    ['a header that is taken', { prefix: 'sk_', keys: [], header: 'Authorization' }, /apiKeys\.header/],
    ['a misspelt member', { prefix: 'sk_', keys: [], headers: 'x' }, /apiKeys\.headers is not known/],
  ]
  it.each(wrong)('%s stops the start', (_, options, message) => {
    const begin = () => createGuard({ resource, issuer, apiKeys: options as NonNullable<GuardOptions['apiKeys']> })
    expect(begin).toThrow(GuardMisconfigured)
    expect(begin).toThrow(message)
  })
})

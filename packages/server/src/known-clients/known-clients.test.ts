import { faultOfClientIdUrl } from '@gatehouse/protocol/metadata/client-id-url'
import { classifyRedirectUri } from '@gatehouse/protocol/redirect-uri'
import { expect, it } from 'vitest'
import { knownClients, monogramsOf } from './known-clients.ts'
import { shippedClients } from './shipped.ts'

const own = { name: 'Claude', clientIds: ['https://a.example/c'], redirectUris: [], vouched: false }

it('ships clients whose ids and redirect URIs could really come', () => {
  const written = (pattern: string) => pattern.replaceAll('*', 'x')
  const ids = shippedClients.flatMap(({ clientIds }) => clientIds)
  const uris = shippedClients.flatMap(({ redirectUris }) => redirectUris)
  expect(ids.map((id) => [id, faultOfClientIdUrl(written(id), 'https://auth.example')])).toEqual(
    ids.map((id) => [id, undefined]),
  )
  expect(uris.filter((uri) => !('kind' in classifyRedirectUri(written(uri), { privateUseSchemes: [] })))).toEqual([])
  expect(new Set(shippedClients.map(({ name }) => name)).size).toBe(shippedClients.length)
})

it('vouches for no name where the answer could stay on a computer', () => {
  const vouched = shippedClients.filter(({ isVouchedFor }) => isVouchedFor)
  expect(vouched.flatMap(({ redirectUris }) => redirectUris).filter((uri) => !uri.startsWith('https://'))).toEqual([])
})

it('shows a sign of its own for every name that it vouches for, and for no other', () => {
  const vouched = shippedClients.filter(({ isVouchedFor }) => isVouchedFor).map(({ name }) => name)
  const signs = monogramsOf(shippedClients)
  expect([...signs.keys()]).toEqual(vouched)
  expect(new Set([...signs.values()].map(({ letter, tone }) => `${letter} ${tone}`)).size).toBe(vouched.length)
  const monogram = { letter: 'M', tone: 'slate' } as const
  const mine = (isVouched: boolean) =>
    monogramsOf(knownClients({ shippedClients: true, knownClients: [{ ...own, vouched: isVouched, monogram }] }))
  expect([mine(true).get('Claude'), mine(false).get('Claude')]).toEqual([monogram, undefined])
})

it('lets an operator replace one by its name, add one, or do without all of them', () => {
  const replaced = knownClients({ shippedClients: true, knownClients: [own] })
  expect(replaced).toHaveLength(shippedClients.length)
  expect(replaced.filter(({ name }) => name === 'Claude')).toEqual([
    { name: 'Claude', clientIds: ['https://a.example/c'], redirectUris: [], isVouchedFor: false },
  ])
  expect(knownClients({ shippedClients: true, knownClients: [{ ...own, name: 'Mine' }] })).toHaveLength(
    shippedClients.length + 1,
  )
  expect(knownClients({ shippedClients: false, knownClients: [own] })).toHaveLength(1)
})

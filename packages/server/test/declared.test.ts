/** What several replicas declare at the same moment is made once. */
import { seconds } from '@gatehouse/protocol/time'
import { smallWorld } from '@gatehouse/testkit'
import { expect, it } from 'vitest'

const visit = { traceId: 'trc_test', source: 'this process' }
const server = {
  uri: 'https://photos.example/mcp',
  name: 'photos',
  scopes: [{ name: 'photos:read', description: 'See your photos', implies: [], isPrivileged: false }],
  defaultScopes: ['photos:read'],
}

it('a server that four declare at once is one server for all of them', async () => {
  const { issuer } = await smallWorld()
  const made = await Promise.all([1, 2, 3, 4].map(() => issuer.resources.put(server, visit)))
  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  expect((await issuer.resources.list()).filter(({ name }) => name === 'photos')).toEqual([made[0]])
})

it('a server whose name another one has at the same moment with another URI ends as one of the two', async () => {
  const { issuer } = await smallWorld()
  const other = { ...server, uri: 'https://pictures.example/mcp', accessTokenLifetime: seconds(600) }
  await Promise.all([issuer.resources.put(server, visit), issuer.resources.put(other, visit)])
  expect((await issuer.resources.list()).filter(({ name }) => name === 'photos')).toHaveLength(1)
})

it('the URI of another server is refused, and nothing changes', async () => {
  const world = await smallWorld()
  await world.issuer.resources.put(server, visit)
  const thief = () => world.issuer.resources.put({ ...server, name: 'thief' }, visit)
  await world.unchanged(() => expect(thief()).rejects.toThrow(/another server has the URI/))
})

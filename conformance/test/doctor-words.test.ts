/** What the doctor says of clients is said of clients that we know something about. */
import { trips, type Trip } from '@gatehouse/server/doctor/outside/trips'
import { expect, it } from 'vitest'
import { recordedClients } from '../clients/index.ts'

it('names no client that nobody has recorded or read about', () => {
  const known = new Set(recordedClients.map(({ title }) => title))
  const named = Object.values<Trip>(trips).flatMap(({ who }) => who)
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((name) => !known.has(name))).toEqual([])
})

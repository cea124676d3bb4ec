import { countedIds, fixedClock } from '@gatehouse/testkit'
import { minutes } from '@gatehouse/protocol/time'
import { expect, it } from 'vitest'
import { createProbes } from './probes.ts'

const requestWith = (probe: string) =>
  new Request(`https://auth.example/health?probe=${probe}`, { headers: { 'X-Forwarded-For': '192.0.2.9' } })
const peer = { address: '127.0.0.1' }

it('remembers a request that the doctor announced, as it arrived, and nothing that anybody else sends', () => {
  const probes = createProbes({ clock: fixedClock(), ids: countedIds() })
  probes.see(requestWith('guess'), peer, '192.0.2.9')
  const probe = probes.expect()
  probes.see(requestWith('guess'), peer, '192.0.2.9')
  expect([probes.arrived('guess'), probes.arrived(probe)]).toEqual([undefined, undefined])
  probes.see(requestWith(probe), peer, '192.0.2.9')
  expect(probes.arrived(probe)).toEqual({ peer: '127.0.0.1', source: '192.0.2.9', forwardedFor: '192.0.2.9' })
})

it('forgets what is old, and never holds many', () => {
  const clock = fixedClock()
  const probes = createProbes({ clock, ids: countedIds() })
  const late = probes.expect()
  clock.advance(minutes(2))
  probes.see(requestWith(late), peer, '192.0.2.9')
  expect(probes.arrived(late)).toBeUndefined()
  const all = Array.from({ length: 100 }, () => probes.expect())
  for (const probe of all) probes.see(requestWith(probe), peer, '192.0.2.9')
  expect(all.filter((probe) => probes.arrived(probe)).length).toBeLessThanOrEqual(20)
  expect(probes.arrived(all.at(-1) ?? '')).toBeDefined()
})

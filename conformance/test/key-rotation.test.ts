/** Keys that change under a working system: nobody notices. The full five minutes: `npm run rotation`, docs/proof/rotation.md */
import { expect, it } from 'vitest'
import { rotateUnderLoad } from './rotation/run.ts'

// On a clock that runs ten times as fast.
it('X11: a new signing key every ten seconds, two replicas, three servers: no live token is refused, and the keys are asked for less often than they change', async () => {
  const outcome = await rotateUnderLoad({
    seconds: 180,
    leastRotations: 8,
    speed: 10,
    rotateEvery: 10,
    publishAhead: 60,
    replicas: 2,
    guards: 3,
    pace: 10,
  })
  expect(outcome.failures).toEqual([])
  expect(outcome.rotations).toBeGreaterThanOrEqual(8)
  for (const fetches of outcome.fetches) expect(fetches).toBeLessThanOrEqual(outcome.rotations)
}, 60_000)

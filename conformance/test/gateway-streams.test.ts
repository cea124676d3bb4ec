/** Many open event streams through `gatehouse protect`. Ten thousand of them: `npm run streams`, docs/proof/streams.md */
import { expect, it } from 'vitest'
import { holdStreams } from './streams/run.ts'

it.each(process.platform === 'linux' ? ['on Linux'] : [])(
  'X15: every stream hears its own server; one that is killed ends its own streams only; no descriptor stays open (%s)',
  async () => {
    const outcome = await holdStreams({ streams: 200, seconds: 1, every: 0.5, churn: 10 })
    expect(outcome.opened).toBe(220)
    expect(outcome.messages).toBeGreaterThan(200)
    expect(outcome.strays).toBe(0)
    expect(outcome.killed).toEqual({ own: 100, ownEnded: 100, others: 100, othersEnded: 0 })
    const { before, most, after } = outcome.descriptors
    expect(most).toBeGreaterThan(before + 380)
    expect(after).toBeLessThanOrEqual(before + 20)
  },
  60_000,
)

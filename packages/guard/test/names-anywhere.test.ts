/** A runtime whose digest has to be waited for: what the feed names is found all the same, and without waiting from the second call on. */
import { expect, it, vi } from 'vitest'
import { namesOf } from '../src/feed/names-of.ts'
import { hashOf } from './local-feed.ts'

vi.mock('#digest', () => import('../src/digest-anywhere.ts'))

it('hashes a token’s names once', async () => {
  const token = { jti: 'jti_1', caller: { grantId: 'grt_1' } }
  const first = namesOf(token)
  expect(first).toBeInstanceOf(Promise)
  expect(await first).toEqual([hashOf('jti_1'), hashOf('grt_1')])
  expect(namesOf(token)).toEqual([hashOf('jti_1'), hashOf('grt_1')])
  expect(namesOf({ jti: undefined, caller: {} })).toEqual([])
})

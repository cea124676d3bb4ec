/** Passwords: slow for a guesser, bounded for us. */
import { describe, expect, it } from 'vitest'
import { createPasswordHasher } from './password-hasher.ts'

const password = 'a walk in the woods'

describe('the password hasher', () => {
  it('keeps an Argon2id string of the cost we promise, salted', async () => {
    const hasher = createPasswordHasher()
    const [one, other] = await Promise.all([hasher.hash(password), hasher.hash(password)])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
  })

  it('tells the right password from others', async () => {
    const hasher = createPasswordHasher()
    const stored = await hasher.hash(password)
    expect(await hasher.verify(stored, password)).toBe(true)
    expect(await hasher.verify(stored, `${password} `)).toBe(false)
    expect(await hasher.verify(stored, '')).toBe(false)
  })

  it('B12: an unknown name costs a guesser as much time as a wrong password', async () => {
    const hasher = createPasswordHasher({ atOnce: 1, waiting: 0 })
    const stored = await hasher.hash(password)
    const [known, unknown] = await fastest(
      () => hasher.verify(stored, 'wrong password'),
      () => hasher.verify(undefined, 'wrong password'),
    )
    expect(unknown).toBeGreaterThan(known * 0.7)
    expect(await hasher.verify(undefined, '')).toBe(false)
  })

  it('B12: a flood of guesses gets 503 with Retry-After, and who waits is served', async () => {
    const hasher = createPasswordHasher({ atOnce: 1, waiting: 2 })
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => hasher.verify(undefined, password)))
    const refused = answers.filter((answer) => answer.status === 'rejected').map(({ reason }): unknown => reason)
    expect(refused).toHaveLength(7)
    expect(refused[0]).toMatchObject({ code: 'temporarily_unavailable', status: 503, retryAfter: 2 })
    expect(await hasher.verify(undefined, password)).toBe(false)
  })

  it('gives its place back when a hash cannot be read', async () => {
    const hasher = createPasswordHasher({ atOnce: 1, waiting: 0 })
    await expect(hasher.verify('not a hash', password)).rejects.toThrow('Decoding failed')
    expect(await hasher.verify(undefined, password)).toBe(false)
  })
})

/** The best of twelve rounds each, in turn: whatever else the machine does falls on both alike. */
const fastest = async (one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<[number, number]> => {
  const best: [number, number] = [Infinity, Infinity]
  for (let round = 0; round < 12; round += 1) {
    best[0] = Math.min(best[0], await timed(one))
    best[1] = Math.min(best[1], await timed(other))
  }
  return best
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

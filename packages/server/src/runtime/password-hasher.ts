/** Argon2id off the event loop, a few at a time, with a short queue: a flood of guesses is told to come back, memory stays bounded. RFC 9106 §4 */
import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import type { PasswordHasher } from '@gatehouse/issuer/ports/password-hasher'
import { refuse } from '@gatehouse/protocol/errors'
import { seconds } from '@gatehouse/protocol/time'

/** OWASP's first choice: 19 MiB, 2 passes, 1 lane. The package's default algorithm is Argon2id. */
const usualCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export type HashCost = typeof usualCost

/** Costs as much as a real one and fits no password that anybody knows. */
const nobodyAt = ({ memoryCost, timeCost, parallelism }: HashCost): string =>
  `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

export interface HasherLimits {
  /** Hashes at the same time, 19 MiB each. */
  readonly atOnce: number
  /** Callers that may wait for a place; the next one gets 503 with Retry-After. */
  readonly waiting: number
}

const usual: HasherLimits = { atOnce: Math.max(1, Math.min(4, availableParallelism() - 1)), waiting: 64 }

export const createPasswordHasher = (limits: HasherLimits = usual, cost: HashCost = usualCost): PasswordHasher => {
  const inTurn = places(limits)
  const nobody = nobodyAt(cost)
  return {
    hash: (password) => inTurn(() => hash(password, cost)),
    verify: (stored, password) =>
      inTurn(async () => (await verify(stored ?? nobody, password)) && stored !== undefined),
  }
}

const places = ({ atOnce, waiting }: HasherLimits): (<Result>(work: () => Promise<Result>) => Promise<Result>) => {
  const queue: (() => void)[] = []
  let running = 0
  const leave = (): void => {
    const next = queue.shift()
    if (next) next()
    else running -= 1
  }
  return async (work) => {
    if (running < atOnce) running += 1
    else if (queue.length < waiting) await new Promise<void>((resolve) => void queue.push(resolve))
    else throw refuse('temporarily_unavailable', 'too many passwords are being checked', { retryAfter: seconds(2) })
    try {
      return await work()
    } finally {
      leave()
    }
  }
}

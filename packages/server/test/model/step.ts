/** One request of somebody: how it is asked, and what the model expects of it. */
import type { Answer } from './answers.ts'
import type { Facts } from './facts.ts'
import type { Real } from './real.ts'

/** What changes when the store has carried out `verb`; `answer` is undefined when it was lost on the way. */
export interface Effect {
  readonly verb: string
  /** In a cookie that comes with the answer: lost if the store failed in this very operation, there if it failed on the next page. */
  readonly isInCookie?: true
  readonly apply: (answer: Answer | undefined) => void
}

export interface Expected {
  /** See Answer.says. */
  readonly says: string
  /** In the order in which the store is told; those that took effect are there even if the answer is 503. */
  readonly effects: readonly Effect[]
  /** Throws when the answer is not what it should be in any other way. */
  readonly proves?: (answer: Answer) => void
}

export interface Step {
  ask(real: Real): Promise<Answer>
  /** Reads the facts as they stand before the request; its effects write them. */
  expect(facts: Facts): Expected
}

export const must = (isTrue: boolean, what: string): void => {
  if (!isTrue) throw new Error(what)
}

export const mustEqual = (what: string, real: unknown, model: unknown): void => {
  const [one, other] = [JSON.stringify(real), JSON.stringify(model)]
  must(one === other, `${what}: the server says ${one}, the model ${other}`)
}

export const refused = (says: string): Expected => ({ says, effects: [] })

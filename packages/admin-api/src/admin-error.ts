/** What can go wrong between a command and the server: the server said no, or nobody answered. */
import type { Problem } from './problem.ts'

/** The server's own words. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal'
  readonly code: Problem['error']
  readonly field: string | undefined

  constructor(problem: Problem) {
    super(problem.error_description)
    this.code = problem.error
    this.field = problem.field
  }
}

/** `absent`: no server runs on this data directory; `forbidden`: it belongs to another user; `broken`: it answered nonsense or not at all. */
export class AdminUnreachable extends Error {
  override readonly name = 'AdminUnreachable'
  readonly kind: 'absent' | 'forbidden' | 'broken'

  constructor(kind: 'absent' | 'forbidden' | 'broken', message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

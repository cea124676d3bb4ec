/** The shape of an answer of the admin API: what the table promises, from what the table lets in. */
import {
  problemStatus,
  type AdminRoutes,
  type OutputOf,
  type ParsedInputOf,
  type ProblemCode,
} from '@gatehouse/admin-api'
import type { Visit } from '@gatehouse/issuer/visit'

/** One for every route: a missing one does not compile. */
export type Answers = {
  readonly [Name in keyof AdminRoutes]: (
    input: ParsedInputOf<AdminRoutes[Name]>,
    visit: Visit,
  ) => Promise<OutputOf<AdminRoutes[Name]>>
}

/** A no that the operator reads as it is. */
export class AdminProblem extends Error {
  override readonly name = 'AdminProblem'
  readonly code: ProblemCode
  readonly status: number
  readonly field: string | undefined

  constructor(code: ProblemCode, description: string, field?: string) {
    super(description)
    this.code = code
    this.status = problemStatus[code]
    this.field = field
  }
}

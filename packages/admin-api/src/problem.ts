/** How the admin API says no: JSON with a code for programs and a sentence for people. */
import { z } from 'zod'

/** The status that goes with each code. */
export const problemStatus = {
  invalid_request: 400,
  /** The account, client or server that was named does not exist. */
  not_found: 404,
  /** It would contradict what is there: a taken name, the last administrator. */
  conflict: 409,
  temporarily_unavailable: 503,
  server_error: 500,
} as const

export type ProblemCode = keyof typeof problemStatus

export const problem = z.object({
  error: z.enum(Object.keys(problemStatus) as ProblemCode[]),
  /** A sentence that can be shown as it is: what is wrong and, where there is one, the cure. */
  error_description: z.string(),
  /** Which member of the input is at fault. */
  field: z.string().optional(),
})

export type Problem = z.infer<typeof problem>

/** JSON from strangers, read once and unambiguously: no doubled keys, no deep nesting. RFC 8259 §4 */
import type { OAuthErrorCode } from './errors.ts'

const notYet = (): never => {
  throw new Error('signature only')
}

export interface JsonOptions {
  /** The code of the refusal, which depends on the endpoint. */
  readonly refusal: OAuthErrorCode
  /** Arrays and objects inside each other; 16 unless told otherwise. */
  readonly maxDepth?: number
}

/** The value. Text that is no JSON, has a key twice in one object or is nested too deeply is refused with `refusal`. */
export const parseJson: (text: string, options: JsonOptions) => unknown = notYet

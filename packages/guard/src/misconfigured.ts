/** What a wrong option is answered with: its name, the reason and the cure. */

/** Thrown while the program starts, never while it serves. */
export class GuardMisconfigured extends Error {
  override readonly name = 'GuardMisconfigured'
}

export const misconfigured = (key: string, reason: string, cure: string): GuardMisconfigured =>
  new GuardMisconfigured(`guard option ${key} ${reason}: ${cure}`)

/** What may be used once and never again: the `jti` of an assertion, over all replicas and restarts. RFC 7523 §3, RFC 7519 §4.1.7 */
import type { EpochSeconds } from '@gatehouse/protocol/time'

export interface SeenOnce {
  /**
   * Atomic: of any number of concurrent calls with the same `kind` and `value`, exactly one is told `first`, until `until` has come.
   * Values are kept hashed, so any text of any length may come.
   */
  take(kind: string, value: string, until: EpochSeconds, now: EpochSeconds): Promise<'first' | 'again'>
}

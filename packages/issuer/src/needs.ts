/** What every room of the issuer may ask for: the ports, the operator's policy, and a way to write the journal. */
import type { Entry } from './journal-entry.ts'
import type { Policy } from './policy.ts'
import type { Ports } from './ports/ports.ts'

export interface Needs extends Ports {
  readonly policy: Policy
  readonly entry: Entry
}

/** The one suite that every adapter of the guard passes: group R of the cases, the refusals, discovery, browsers, rules, filtered lists, what the wire demands. A new adapter is proven by one call. */
import { describe } from 'vitest'
import type { Adapter } from './adapter.ts'
import { proveAdmission } from './admission.ts'
import { proveBodies } from './bodies.ts'
import { proveDiscovery } from './discovery.ts'
import { proveFailures } from './failures.ts'
import { proveMemory } from './memory.ts'
import { proveMixed } from './mixed.ts'
import { proveRules } from './rules.ts'
import { proveSignatures } from './signatures.ts'
import { proveToolLists } from './tool-lists.ts'
import { proveTokens } from './tokens.ts'
import { proveWire } from './wire.ts'

const parts = [
  proveAdmission,
  proveTokens,
  proveSignatures,
  proveRules,
  proveMixed,
  proveBodies,
  proveDiscovery,
  proveFailures,
  proveMemory,
  proveToolLists,
  proveWire,
] as const

export const proveGuard = (adapter: Adapter): void => {
  describe(`the guard on ${adapter.name}`, () => {
    for (const prove of parts) prove(adapter)
  })
}

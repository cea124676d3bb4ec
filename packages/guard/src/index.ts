/** The guard for any framework: `createGuard` takes web requests. Adapters are subpaths of their own. */
export { type Admitted, type Guard, createGuard } from './guard.ts'
export { type Caller, requireCaller } from './caller.ts'
export type { Decision } from './decision.ts'
export { GuardMisconfigured } from './misconfigured.ts'
export type { GuardOptions } from './options.ts'
export type { Revocation } from './revocation.ts'

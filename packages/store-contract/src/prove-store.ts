/** The one suite that every store passes. Takes a way to open an empty store; registers its tests with vitest. V2 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenStore, Store } from '@gatehouse/issuer/ports/store'
import { proveClientUpdates } from './client-updates.ts'
import { proveClients } from './clients.ts'
import { proveConsents } from './consents.ts'
import { proveDecisions } from './decisions.ts'
import { proveEndedGrants } from './ended-grants.ts'
import { anId } from './examples.ts'
import { proveGrants } from './grants.ts'
import { proveIssuance } from './issuance.ts'
import { proveJournal } from './journal.ts'
import { proveDurability } from './openness.ts'
import { proveOpaqueTokens } from './opaque-tokens.ts'
import { proveRateLimits } from './rate-limits.ts'
import { proveRegistrationTokens } from './registration-tokens.ts'
import { proveReplayCounts } from './replay-counts.ts'
import { proveResources } from './resources.ts'
import { proveSeenOnce } from './seen-once.ts'
import { proveSessions } from './sessions.ts'
import { proveSigningKeys } from './signing-keys.ts'
import { proveSweep } from './sweep.ts'
import { proveTenants } from './tenants.ts'
import { proveTexts } from './texts.ts'
import { proveUsers } from './users.ts'

export interface OpenedForProof {
  readonly store: OpenStore
  /** The same rows, opened again. Only where `isDurable`. */
  readonly reopen?: () => Promise<OpenStore>
  /** Closes the store and throws its rows away. */
  readonly dispose: () => Promise<void>
}
export type OpenForProof = () => Promise<OpenedForProof>

export const proveStore = (name: string, open: OpenForProof, options: { readonly isDurable: boolean }): void => {
  describe(`V2: ${name} keeps the store contract`, () => {
    let opened: OpenedForProof | undefined
    beforeAll(async () => {
      opened = await open()
    })
    afterAll(async () => opened?.dispose())

    const store = (): OpenStore => {
      if (!opened) throw new Error('the store is opened before the first test')
      return opened.store
    }
    /** A tenant of its own for each test: what another one left cannot help or hurt. */
    const fresh = (): Store => store().forTenant(anId('jti'))

    it('is ready', async () => expect(store().ping()).resolves.toBeUndefined())
    proveClients(fresh)
    proveClientUpdates(fresh)
    proveConsents(fresh)
    proveDecisions(fresh)
    proveEndedGrants(fresh)
    proveGrants(fresh)
    proveIssuance(fresh)
    proveReplayCounts(fresh)
    proveOpaqueTokens(fresh)
    proveJournal(fresh)
    proveRateLimits(fresh)
    proveRegistrationTokens(fresh)
    proveResources(fresh)
    proveSeenOnce(fresh)
    proveSessions(fresh)
    proveSigningKeys(fresh)
    proveUsers(fresh)
    proveSweep(fresh)
    proveTenants(store)
    proveTexts(fresh)
    if (options.isDurable) proveDurability(open)
  })
}

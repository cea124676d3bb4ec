/** The first account claims the instance: until then nobody is authorized for anything. */
import { after, type EpochSeconds } from '@gatehouse/protocol/time'
import type { User } from '../ports/users.ts'
import type { Visit } from '../visit.ts'
import { newUser, type AccountRefused, type NewAccount } from './accounts.ts'
import type { Needs } from '../needs.ts'

export type FirstAccount =
  | { readonly outcome: 'created'; readonly user: User }
  | { readonly outcome: 'alreadyClaimed' | 'linkInvalid' }
  | AccountRefused

/** Who may create it: the holder of a setup link, or the operator who starts the process. */
export type SetupProof = { readonly setupSecret: string } | 'operator'

export const createSetupLink =
  ({ store, ids, clock, digest, policy }: Needs) =>
  async (): Promise<{ readonly secret: string; readonly expiresAt: EpochSeconds }> => {
    const secret = ids.secret()
    const expiresAt = after(clock.now(), policy.lifetimes.setupLink)
    await store.users.addSetupLink(digest.sha256(secret), expiresAt)
    return { secret, expiresAt }
  }

export const createFirst =
  (needs: Needs) =>
  async (account: NewAccount, proof: SetupProof, visit: Visit): Promise<FirstAccount> => {
    const { store, clock, digest, entry } = needs
    const link = proof === 'operator' ? undefined : digest.sha256(proof.setupSecret)
    if (await store.users.isClaimed()) return { outcome: 'alreadyClaimed' }
    if (link !== undefined && !(await store.users.isSetupLinkOpen(link, clock.now()))) return { outcome: 'linkInvalid' }
    const user = await newUser(needs)({ ...account, isAdmin: true })
    if ('outcome' in user) return user
    const journal = [entry('instance.claimed', visit, { userId: user.id })]
    const how = link === undefined ? 'operator' : { setupLinkHash: link }
    const outcome = await store.users.createFirst(user, how, clock.now(), journal)
    return outcome === 'created' ? { outcome, user } : { outcome }
  }

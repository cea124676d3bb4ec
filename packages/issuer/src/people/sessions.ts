/** Where a person is signed in, and how the person ends that: one browser, or all of them. */
import type { Session } from '../ports/sessions.ts'
import type { Visit } from '../visit.ts'
import { disconnectAll } from './connected-apps.ts'
import type { SignedIn } from './sign-in.ts'
import type { Needs } from '../needs.ts'

/** Newest first; only those that a password from before the last change did not open. */
export const listSessions =
  ({ store, clock }: Needs) =>
  async ({ user }: SignedIn): Promise<readonly Session[]> =>
    (await store.sessions.list(user.id, clock.now())).filter(({ userEpoch }) => userEpoch === user.epoch)

/** Somebody else's session is as unknown as none. */
export const endSession =
  (needs: Needs) =>
  async (signedIn: SignedIn, sessionId: string, visit: Visit): Promise<'ended' | 'unknown'> => {
    const { store, entry } = needs
    const session = (await listSessions(needs)(signedIn)).find(({ id }) => id === sessionId)
    if (!session) return 'unknown'
    await store.sessions.end(session.id, [entry('session.ended', visit, { userId: signedIn.user.id })])
    return 'ended'
  }

/** This session, too: whoever copied its cookie sits in this very session. The apps first, so that a fault leaves the person able to repeat it. */
export const signOutEverywhere =
  (needs: Needs) =>
  async (signedIn: SignedIn, { withApps }: { readonly withApps: boolean }, visit: Visit): Promise<void> => {
    const { store, entry } = needs
    const userId = signedIn.user.id
    if (withApps) await disconnectAll(needs)(signedIn, visit)
    await store.sessions.endAll(userId, undefined, [entry('session.all-ended', visit, { userId })])
  }

/** Remembered consent, in memory. Written by `approve`. */
import type { Consent, Consents } from '@gatehouse/issuer/ports/consents'
import { copy } from './shelves.ts'
import type { Shelves } from './shelves.ts'

/** One remembered consent a person, client, redirect URI and resource. */
export const consentKey = ({ userId, clientId, redirectUri, resource }: Consent): string =>
  JSON.stringify([userId, clientId, redirectUri, resource])

export const memoryConsents = (shelves: Shelves): Consents => ({
  find: async (...[userId, clientId, redirectUri, now]) =>
    copy(
      [...shelves.consents.values()]
        .filter((consent) => consent.userId === userId && consent.clientId === clientId)
        .filter((consent) => consent.redirectUri === redirectUri && consent.expiresAt > now)
        .toSorted((a, b) => (a.resource < b.resource ? -1 : 1)),
    ),
})

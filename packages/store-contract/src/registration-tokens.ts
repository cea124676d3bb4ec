/** The promises of the port `registration-tokens`. RFC 7591 §3 */
import { describe, expect, it } from 'vitest'
import { after, days, seconds } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import type { RegistrationToken } from '@gatehouse/issuer/ports/registration-tokens'
import { aJournalRow, anId, aRegistrationToken, later, NOW } from './examples.ts'
import { events, isRefused, race } from './stories.ts'

export const proveRegistrationTokens = (fresh: () => Store): void => {
  describe('registration tokens', () => {
    const made = async (store: Store, changes: Partial<RegistrationToken> = {}) => {
      const token = aRegistrationToken(changes)
      await store.registrationTokens.create(token, [aJournalRow({ event: 'registration-token.created' })])
      return { token, take: (now = NOW) => store.registrationTokens.take(token.id, token.secretHash, now) }
    }

    it('keeps a token exactly, the sparse and the full, oldest first', async () => {
      const store = fresh()
      const { expiresAt: _, usesLeft: __, ...sparse } = aRegistrationToken({ createdAt: later(1) })
      await store.registrationTokens.create(sparse, [])
      const { token } = await made(store)
      expect(await store.registrationTokens.list()).toEqual([token, sparse])
    })

    it('V3: creates an id once', async () => {
      const store = fresh()
      const { token } = await made(store)
      const again = { ...token, secretHash: 'thief', usesLeft: 99 }
      expect(await isRefused(store.registrationTokens.create(again, [aJournalRow()]))).toBe(true)
      expect(await store.registrationTokens.list()).toEqual([token])
      expect(await events(store)).toHaveLength(1)
    })

    it('is taken only if id and hash both fit, and until its very second', async () => {
      const store = fresh()
      const { token, take } = await made(store, { expiresAt: later(60), usesLeft: 2 })
      expect(await store.registrationTokens.take(token.id, 'another hash', NOW)).toBe('refused')
      expect(await store.registrationTokens.take(anId('iat'), token.secretHash, NOW)).toBe('refused')
      expect(await take(later(60))).toBe('refused')
      expect(await take(later(59))).toBe('taken')
      expect(await store.registrationTokens.list()).toEqual([{ ...token, usesLeft: 1 }])
    })

    it('of 64 with 5 uses left exactly 5 are taken, and no other token is', async () => {
      const store = fresh()
      const { take } = await made(store, { usesLeft: 5 })
      const other = await made(store, { usesLeft: 1 })
      expect(await race(64, () => take())).toEqual({ refused: 59, taken: 5 })
      expect((await store.registrationTokens.list()).map(({ usesLeft }) => usesLeft)).toEqual([0, 1])
      expect(await other.take()).toBe('taken')
    })

    it('is taken any number of times when it has no number', async () => {
      const store = fresh()
      const { token, take } = await made(store, { usesLeft: undefined, expiresAt: undefined })
      expect(await race(64, () => take(later(10 ** 9)))).toEqual({ taken: 64 })
      expect(await store.registrationTokens.list()).toEqual([token])
    })

    it('is removed once, and then refused', async () => {
      const store = fresh()
      const { token, take } = await made(store)
      const remove = () => store.registrationTokens.remove(token.id, [aJournalRow({ event: 'gone' })])
      expect(await race(64, remove)).toEqual({ removed: 1, unknown: 63 })
      expect(await take()).toBe('refused')
      expect(await events(store)).toEqual(['gone', 'registration-token.created'])
    })

    it('is listed until a day past its end, then swept; without an end it stays', async () => {
      const store = fresh()
      await made(store, { expiresAt: later(60) })
      const { token } = await made(store, { expiresAt: undefined, usesLeft: 0 })
      const gone = after(later(60), days(1))
      expect(await store.sweep(after(gone, seconds(-1)), 10)).toBe(0)
      expect(await store.registrationTokens.list()).toHaveLength(2)
      expect(await store.sweep(gone, 10)).toBe(1)
      expect(await store.registrationTokens.list()).toEqual([token])
    })
  })
}

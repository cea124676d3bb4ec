/** Whatever text or time comes in: it is kept exactly or refused, and it never means anything to the store. V1, V11 */
import { describe, expect, it } from 'vitest'
import { after, epochSeconds, seconds } from '@gatehouse/protocol/time'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aClient, aJournalRow, anEndedToken, aPending, aRegistrationToken, aUser, NOW } from './examples.ts'
import { anAccount, isRefused } from './stories.ts'
import { KINDS } from './text-kinds.ts'
import type { Keeping } from './text-kinds.ts'
import { aWorld, RATE, seen } from './world.ts'

const ORDINARY = [
  '',
  ' ',
  "'; drop table clients; --",
  `" or ""="`,
  `' union select * from users --`,
  '%',
  '_',
  '\\',
  '?1 :id $1 @id',
  '{"$ne":null}',
  '__proto__',
  'null',
  '\r\n\t\u001B[31m',
  '\u202Egnp.exe',
  '\uFEFF\u200B',
  'caf\u00E9 and cafe\u0301',
  '\uFB00 \u0130 \u00DF',
  '\u{1F600}\u{10FFFF}\uFFFF',
]
const UNSTORABLE = ['\0', 'a\0b', '\uD800', 'x\uDC00', '\uD83D tail']
const HUGE = 'x'.repeat(1_000_000)

const attempt = async ({ write, read, expected }: Keeping) => {
  const wasKept = !(await isRefused(write()))
  return { wasKept, found: await read(), expected }
}

export const proveTexts = (fresh: () => Store): void => {
  describe('texts and times', () => {
    it.each(Object.entries(KINDS))('V1, V11: every text of a %s is kept exactly or refused', async (_, keeping) => {
      for (const text of ORDINARY) {
        const { found, expected } = await attempt(await keeping(fresh(), text))
        expect(found).toEqual(expected)
      }
      for (const text of [...UNSTORABLE, HUGE]) {
        const { wasKept, found, expected } = await attempt(await keeping(fresh(), text))
        expect(found).toEqual(wasKept ? expected : undefined)
      }
    })

    it('V11: no text matches its twin: NUL and lone surrogates are not cut, folded or replaced', async () => {
      for (const [stored, asked] of [
        ['a', 'a\0'],
        ['a', 'A'],
        ['\uFFFD', '\uD800'],
        ['caf\u00E9', 'cafe\u0301'],
        ['ss', '\u00DF'],
      ] as const) {
        const store = fresh()
        const user = await anAccount(store, { signInNames: [stored] })
        expect(await store.users.findBySignInName(stored)).toEqual(user)
        expect(await store.users.findBySignInName(asked)).toBeUndefined()
      }
    })

    it('V1: asking for any text finds nothing, throws nothing and changes nothing', async () => {
      const store = fresh()
      const world = await aWorld(store)
      const before = await seen(store, world)
      for (const text of [...ORDINARY, ...UNSTORABLE, HUGE]) {
        // Ids are texts: a stranger's may look like anything.
        const id = text as never
        expect(await store.clients.find(id)).toBeUndefined()
        expect(await store.consents.find(id, id, text, NOW)).toEqual([])
        expect(await store.endedGrants.hasEnded({ grantId: id, jti: text })).toBe(true)
        expect(await store.grants.find(id)).toBeUndefined()
        expect(await store.grants.listLive(id, NOW)).toEqual([])
        expect(await store.issuance.findCode(id, text)).toBeUndefined()
        expect(await store.issuance.findCode(world.code.id, text)).toBeUndefined()
        expect(await store.issuance.findRefreshToken(world.token.id, text)).toBeUndefined()
        expect(await store.issuance.findAccessToken(id, text, NOW)).toBeUndefined()
        expect(await store.issuance.findAccessToken(world.accessToken.id, text, NOW)).toBeUndefined()
        expect(await store.endedGrants.listEnded(text, NOW, NOW)).toEqual([])
        const facts = { userId: id, clientId: id, grantId: id, traceId: text, before: text, event: text }
        for (const [name, value] of Object.entries(facts)) await store.journal.list({ limit: 9, [name]: value })
        expect(await store.journal.list({ limit: 9, ...facts })).toEqual([])
        expect(await store.resources.listKeys(id)).toEqual([])
        expect(await store.sessions.list(id, NOW)).toEqual([])
        expect(await store.pendingAuthorizations.find(id, NOW)).toBeUndefined()
        expect(await store.rateLimits.check(text, RATE, NOW)).toEqual({ allowed: true })
        expect(await store.resources.findKey(world.key.id, text)).toBeUndefined()
        expect(await store.sessions.find(world.session.id, text, NOW)).toBeUndefined()
        expect(await store.sessions.knowsBrowser(world.user.id, text, NOW)).toBe(false)
        expect(await store.users.find(id)).toBeUndefined()
        expect(await store.users.findBySignInName(text)).toBeUndefined()
        expect(await store.users.isSetupLinkOpen(text, NOW)).toBe(false)
      }
      expect(await seen(store, world)).toEqual(before)
    })

    it.each([0, -1, 253_402_300_800, Number.MAX_SAFE_INTEGER])('V11: keeps the time %d exactly', async (time) => {
      const at = epochSeconds(time)
      const store = fresh()
      const user = aUser({ createdAt: at, disabledAt: at, epoch: time })
      const client = aClient({ createdAt: at, lastUsedAt: at, disabledAt: at })
      await store.users.create(user, [])
      await store.clients.create(client, [])
      expect(await store.users.find(user.id)).toEqual(user)
      expect(await store.clients.find(client.id)).toEqual(client)
    })

    it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)])(
      'V11: refuses the time %d',
      async (time) => {
        const at: EpochSeconds = after(epochSeconds(0), seconds(time))
        const store = fresh()
        expect(await isRefused(store.users.create(aUser({ createdAt: at }), []))).toBe(true)
        expect(await isRefused(store.pendingAuthorizations.create(aPending({ expiresAt: at })))).toBe(true)
        expect(await isRefused(store.journal.append([aJournalRow({ at })]))).toBe(true)
        expect(await isRefused(store.endedGrants.endToken(anEndedToken({ expiresAt: at }), NOW, []))).toBe(true)
        expect(await isRefused(store.endedGrants.endToken(anEndedToken(), at, []))).toBe(true)
        expect(await isRefused(store.registrationTokens.create(aRegistrationToken({ expiresAt: at }), []))).toBe(true)
        expect(await store.users.list()).toEqual([])
        expect(await store.journal.list({ limit: 1 })).toEqual([])
      },
    )
  })
}

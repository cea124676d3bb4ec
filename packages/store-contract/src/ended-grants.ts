/** The promises of the port `ended-grants`. */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anEndedToken, anId, later, NOW } from './examples.ts'
import { aFamily, anAccount, events, race } from './stories.ts'

export const proveEndedGrants = (fresh: () => Store): void => {
  proveWhatEnded(fresh)
  proveListed(fresh)
}

const proveWhatEnded = (fresh: () => Store): void => {
  describe('ended grants', () => {
    it('knows a living grant from an unknown and an ended one', async () => {
      const store = fresh()
      const { grant } = await aFamily(store)
      const jti = anId('jti')
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti })).toBe(false)
      expect(await store.endedGrants.hasEnded({ grantId: anId('grt'), jti })).toBe(true)
      expect(await store.endedGrants.hasEnded({ jti })).toBe(false)
      await store.grants.end(grant.id, 'revoked', NOW, [])
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti })).toBe(true)
    })

    it('ends one token and no other of its grant, once', async () => {
      const store = fresh()
      const { grant } = await aFamily(store)
      const token = anEndedToken()
      const { jti } = token
      for (const _ of [1, 2]) await store.endedGrants.endToken(token, NOW, [aJournalRow({ event: 'token.revoked' })])
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti })).toBe(true)
      expect(await store.endedGrants.hasEnded({ jti })).toBe(true)
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti: anId('jti') })).toBe(false)
      expect(await events(store)).toEqual(['token.revoked'])
    })

    it('B18: ends every grant of a person whose epoch grew, who is disabled, or removed', async () => {
      const store = fresh()
      await anAccount(store, { isAdmin: true })
      const dead = async (act: (id: ReturnType<typeof anId<'usr'>>) => Promise<unknown>) => {
        const { user, grant } = await aFamily(store)
        await act(user.id)
        return store.endedGrants.hasEnded({ grantId: grant.id, jti: anId('jti') })
      }
      expect(await dead((id) => store.users.setPassword(id, 'new hash', NOW, []))).toBe(true)
      expect(await dead((id) => store.users.setDisabled(id, NOW, []))).toBe(true)
      expect(await dead((id) => store.users.remove(id, NOW, []))).toBe(true)
      expect(await dead(async () => undefined)).toBe(false)
    })

    it('stays ended when the person is enabled again', async () => {
      const store = fresh()
      const { user, grant } = await aFamily(store)
      await store.users.setDisabled(user.id, NOW, [])
      await store.users.setDisabled(user.id, undefined, [])
      expect(await store.endedGrants.hasEnded({ grantId: grant.id, jti: anId('jti') })).toBe(true)
    })

    it('remembers an ended token until it would have expired, to the second', async () => {
      const store = fresh()
      const token = anEndedToken({ expiresAt: later(60) })
      await store.endedGrants.endToken(token, NOW, [])
      expect(await store.sweep(later(59), 10)).toBe(0)
      expect(await store.endedGrants.hasEnded({ jti: token.jti })).toBe(true)
      expect(await store.sweep(later(60), 10)).toBe(1)
    })
  })
}

const FILES = 'https://mcp.example/files'
const MAIL = 'https://mcp.example/mail'

const proveListed = (fresh: () => Store): void => {
  describe('what has ended, for guards', () => {
    const listed = async (store: Store, resource: string, { since = NOW, now = NOW } = {}) =>
      (await store.endedGrants.listEnded(resource, since, now)).toSorted()
    const familyOf = (store: Store, ...resources: readonly string[]) =>
      aFamily(store, { code: { approved: resources.map((resource) => ({ resource, scopes: ['read'] })) } })

    it('lists the ended grants and tokens of this resource, and no others', async () => {
      const store = fresh()
      const [files, both, mail] = [
        await familyOf(store, FILES),
        await familyOf(store, MAIL, FILES),
        await familyOf(store, MAIL),
      ]
      await familyOf(store, FILES)
      for (const { grant } of [files, both, mail]) await store.grants.end(grant.id, 'revoked', NOW, [])
      const [token, other] = [anEndedToken({ resource: FILES }), anEndedToken({ resource: `${FILES}/` })]
      for (const ended of [token, other]) await store.endedGrants.endToken(ended, NOW, [])
      expect(await listed(store, FILES)).toEqual([files.grant.id, both.grant.id, token.jti].toSorted())
      expect(await listed(store, MAIL)).toEqual([both.grant.id, mail.grant.id].toSorted())
      expect(await listed(store, 'https://mcp.example/%')).toEqual([])
    })

    it('lists what ended at the very second or later, and no token that has expired', async () => {
      const store = fresh()
      const { grant } = await familyOf(store, FILES)
      await store.grants.end(grant.id, 'revoked', later(10), [])
      const token = anEndedToken({ resource: FILES, expiresAt: later(60) })
      await store.endedGrants.endToken(token, later(10), [])
      expect(await listed(store, FILES, { since: later(10), now: later(59) })).toEqual([grant.id, token.jti].toSorted())
      expect(await listed(store, FILES, { since: later(11), now: later(11) })).toEqual([])
      expect(await listed(store, FILES, { since: later(10), now: later(60) })).toEqual([grant.id])
    })

    it('lists each of 64 that end at once, however they end', async () => {
      const store = fresh()
      await anAccount(store, { isAdmin: true })
      const families = await Promise.all(Array.from({ length: 16 }, () => familyOf(store, FILES)))
      const tokens = Array.from({ length: 48 }, () => anEndedToken({ resource: FILES }))
      await race(64, async (index) => {
        const family = families[index]
        if (!family) return store.endedGrants.endToken(tokens[index - 16] ?? anEndedToken(), NOW, [])
        if (index % 4 === 0) return store.grants.endAll(family.user.id, 'by an admin', NOW, [])
        if (index % 4 === 1) return store.users.setPassword(family.user.id, 'new hash', NOW, [])
        if (index % 4 === 2) return store.users.setDisabled(family.user.id, NOW, [])
        return store.users.remove(family.user.id, NOW, [])
      })
      const ids = [...families.map(({ grant }) => grant.id), ...tokens.map(({ jti }) => jti)]
      expect(await listed(store, FILES)).toEqual(ids.toSorted())
    })
  })
}

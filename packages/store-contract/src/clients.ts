/** The promises of the port `clients`. */
import { describe, expect, it } from 'vitest'
import { after, days } from '@gatehouse/protocol/time'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aClient, aDocumentClient, aDynamicClient, aJournalRow, anId, later, NOW } from './examples.ts'
import { aFamily, anAccount, anApproval, events, race, refresh } from './stories.ts'

export const proveClients = (fresh: () => Store): void => {
  describe('clients', () => {
    it('keeps a client exactly', async () => {
      const store = fresh()
      const client = aClient({ disabledAt: later(1), lastUsedAt: later(2) })
      expect(await store.clients.create(client, [])).toBe('created')
      expect(await store.clients.find(client.id)).toEqual(client)
      expect(await store.clients.find(anId('cli'))).toBeUndefined()
    })

    it('hands out copies: who changes one changes nothing here', async () => {
      const store = fresh()
      const metadata = { client_name: 'before' }
      const client = aClient({ metadata })
      await store.clients.create(client, [])
      metadata.client_name = 'after'
      const found = await store.clients.find(client.id)
      expect(found?.metadata).toEqual({ client_name: 'before' })
      Object.assign(found?.metadata ?? {}, { client_name: 'after' })
      expect((await store.clients.find(client.id))?.metadata).toEqual({ client_name: 'before' })
    })

    it('lists the oldest first', async () => {
      const store = fresh()
      const [young, old, middle] = [aged(2), aged(0), aged(1)]
      for (const client of [young, old, middle]) await store.clients.create(client, [])
      expect(await store.clients.list()).toEqual([old, middle, young])
    })

    it('V3: creates an id once; the second changes nothing and leaves no trace', async () => {
      const store = fresh()
      const client = aClient()
      await store.clients.create(client, [])
      const again = { ...client, name: 'Impostor' }
      expect(await store.clients.create(again, [aJournalRow()])).toBe('idTaken')
      expect(await store.clients.register(again, 10, [aJournalRow()])).toBe('idTaken')
      expect(await store.clients.find(client.id)).toEqual(client)
      expect(await events(store)).toEqual([])
    })

    it('registers, and lets the oldest that never got a token go', async () => {
      const store = fresh()
      const used = await aFamily(store)
      const usedClient = aDynamicClient({ id: used.grant.clientId, createdAt: later(-9) })
      const configured = aClient({ createdAt: later(-9) })
      await store.clients.create(usedClient, [])
      await store.clients.create(configured, [])
      await refresh(store, { parent: used.token, clientId: usedClient.id })
      const [first, second, third] = [dynamic(1), dynamic(2), dynamic(3)]
      for (const client of [first, second, third]) {
        expect(await store.clients.register(client, 2, [aJournalRow({ event: 'client.registered' })])).toBe('created')
      }
      const left = (await store.clients.list()).map((client) => client.id)
      expect(new Set(left)).toEqual(new Set([usedClient.id, configured.id, second.id, third.id]))
      expect(left).toHaveLength(4)
      expect(await events(store)).toHaveLength(3)
    })

    it('never lets the one go that registers, however old its clock', async () => {
      const store = fresh()
      for (const age of [1, 2]) await store.clients.register(aDynamicClient({ createdAt: later(age) }), 2, [])
      const late = aDynamicClient({ createdAt: later(-100) })
      await store.clients.register(late, 1, [])
      expect((await store.clients.list()).map((client) => client.id)).toEqual([late.id])
    })

    it('holds the cap when 64 register at once', async () => {
      const store = fresh()
      const told = await race(64, () => store.clients.register(aDynamicClient(), 5, []))
      expect(told).toEqual({ created: 64 })
      expect(await store.clients.list()).toHaveLength(5)
    })

    it('B18: removes a client with its grants, consents, requests and codes', async () => {
      const store = fresh()
      const { user, grant, token, consent } = await aFamily(store)
      const other = await aFamily(store, { user })
      const ended = await aFamily(store, { user, code: { clientId: grant.clientId } })
      await store.grants.end(ended.grant.id, 'revoked', later(1), [])
      const waiting = await anApproval(store, user, { code: { clientId: grant.clientId } })
      await store.clients.create(aClient({ id: grant.clientId }), [])
      expect(await store.clients.remove(grant.clientId, later(5), [aJournalRow({ event: 'client.removed' })])).toBe(
        'removed',
      )

      expect(await store.clients.find(grant.clientId)).toBeUndefined()
      expect((await store.grants.find(grant.id))?.ended).toEqual({ at: later(5), reason: 'client removed' })
      expect(await refresh(store, { parent: token, clientId: grant.clientId })).toMatchObject({ outcome: 'ended' })
      expect(await store.consents.find(user.id, grant.clientId, consent.redirectUri, NOW)).toEqual([])
      expect(await store.pendingAuthorizations.find(waiting.pending.id, NOW)).toBeUndefined()
      expect(await store.issuance.findCode(waiting.code.id, waiting.code.secretHash)).toBeUndefined()
      expect(await events(store)).toEqual(['client.removed'])

      expect((await store.grants.find(ended.grant.id))?.ended).toEqual({ at: later(1), reason: 'revoked' })
      expect((await store.grants.find(other.grant.id))?.ended).toBeUndefined()
      expect(await store.clients.remove(grant.clientId, later(6), [aJournalRow()])).toBe('unknown')
      expect(await events(store)).toHaveLength(1)
    })

    it('disables and enables', async () => {
      const store = fresh()
      const client = aClient()
      await store.clients.create(client, [])
      expect(await store.clients.setDisabled(client.id, later(3), [aJournalRow()])).toBe('done')
      expect(await store.clients.find(client.id)).toEqual({ ...client, disabledAt: later(3) })
      expect(await store.clients.setDisabled(client.id, undefined, [])).toBe('done')
      expect(await store.clients.find(client.id)).toEqual(client)
      expect(await store.clients.setDisabled(anId('cli'), later(3), [aJournalRow()])).toBe('unknown')
      expect(await events(store)).toHaveLength(1)
    })

    it('keeps a disabled one, though it was never used: a block must not be forgotten', async () => {
      const store = fresh()
      const blocked = [aDynamicClient({ disabledAt: NOW }), aDocumentClient({ disabledAt: NOW })]
      for (const client of blocked) await store.clients.create(client, [])
      const [first, second] = [dynamic(1), dynamic(2)]
      for (const client of [first, second]) await store.clients.register(client, 1, [])
      for (const age of [1, 2]) await store.clients.saveDocument(aDocumentClient({ createdAt: later(age) }), 1, [])
      expect(await store.clients.find(first.id)).toBeUndefined()
      expect(await store.clients.find(second.id)).toEqual(second)
      await store.sweep(after(NOW, days(90)), 100)
      const left = (await store.clients.list()).map((client) => client.id)
      expect(new Set(left)).toEqual(new Set(blocked.map((client) => client.id)))
    })

    it('sweeps self-registered clients that got no token in 30 days, to the second', async () => {
      const store = fresh()
      const user = await anAccount(store)
      const unused = aDynamicClient()
      const kept = [aClient(), aDynamicClient({ createdAt: later(1) }), aDynamicClient({ lastUsedAt: NOW })]
      for (const client of [unused, ...kept]) await store.clients.create(client, [])
      expect(await store.sweep(after(NOW, days(30)), 100)).toBe(1)
      expect(await store.clients.find(unused.id)).toBeUndefined()
      for (const client of kept) expect(await store.clients.find(client.id)).toEqual(client)
      expect(await store.users.find(user.id)).toEqual(user)
    })
  })
}

const aged = (age: number) => aClient({ createdAt: later(age) })
const dynamic = (age: number) => aDynamicClient({ createdAt: later(age) })

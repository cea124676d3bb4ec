/** The promises of the port `clients` about what changes: by an operator, by the client itself (RFC 7592), or by its document. */
import { describe, expect, it } from 'vitest'
import { after, days } from '@gatehouse/protocol/time'
import type { Client } from '@gatehouse/issuer/ports/clients'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aClient, aDocumentClient, aDynamicClient, aHash, aJournalRow, later, NOW } from './examples.ts'
import { aFamily, anApproval, events, race } from './stories.ts'

export const proveClientUpdates = (fresh: () => Store): void => {
  proveUpdates(fresh)
  proveForgetting(fresh)
  proveDocuments(fresh)
}

const proveUpdates = (fresh: () => Store): void => {
  describe('clients that change', () => {
    const managed = async (store: Store) => {
      const client = aDynamicClient({ registrationTokenHash: aHash() })
      await store.clients.create(client, [])
      return { client, since: { registrationTokenHash: client.registrationTokenHash ?? '' } }
    }

    it('keeps clients of every kind exactly', async () => {
      const store = fresh()
      const { document: _, ...withoutDocument } = aDocumentClient()
      const clients: readonly Client[] = [
        aClient({ secretExpiresAt: later(5), mayNameTokenEndpoint: false }),
        aClient({ authentication: 'key', keys: { jwks: [{ kty: 'EC', x: 'x' }] }, mayNameTokenEndpoint: true }),
        aDynamicClient({ registrationTokenHash: 'hash' }),
        aDocumentClient(),
        withoutDocument,
      ]
      for (const client of clients) expect(await store.clients.create(client, [])).toBe('created')
      for (const client of clients) expect(await store.clients.find(client.id)).toEqual(client)
    })

    it('updates everything but id, provenance, birth, last use and being disabled', async () => {
      const store = fresh()
      const old = aClient({ lastUsedAt: later(1), disabledAt: later(2) })
      await store.clients.create(old, [])
      const wanted = aDocumentClient({ id: old.id, createdAt: later(9), lastUsedAt: later(9), metadata: { new: true } })
      expect(await store.clients.update(wanted, undefined, [aJournalRow({ event: 'client.updated' })])).toBe('updated')
      const { provenance, createdAt, lastUsedAt, disabledAt } = old
      const kept = { provenance, createdAt, lastUsedAt, disabledAt }
      expect(await store.clients.find(old.id)).toEqual({ ...wanted, ...kept })
      expect(await store.clients.update(aClient(), undefined, [aJournalRow()])).toBe('unknown')
      expect(await events(store)).toEqual(['client.updated'])
    })

    it('updates only while the registration token is the one that was shown', async () => {
      const store = fresh()
      const { client, since } = await managed(store)
      const renamed = { ...client, name: 'Renamed' }
      const thief = { registrationTokenHash: 'another hash' }
      expect(await store.clients.update(renamed, thief, [aJournalRow()])).toBe('changed')
      expect(await store.clients.find(client.id)).toEqual(client)
      expect(await store.clients.update(aDynamicClient(), since, [aJournalRow()])).toBe('unknown')
      const rotated = { ...renamed, registrationTokenHash: aHash() }
      expect(await store.clients.update(rotated, since, [])).toBe('updated')
      expect(await store.clients.update({ ...client, name: 'Late' }, since, [aJournalRow()])).toBe('changed')
      expect(await store.clients.find(client.id)).toEqual(rotated)
      const plain = aDynamicClient()
      await store.clients.create(plain, [])
      expect(await store.clients.update(plain, since, [aJournalRow()])).toBe('changed')
      expect(await events(store)).toEqual([])
    })

    it('is changed by exactly one of 64 that hold the same registration token', async () => {
      const store = fresh()
      const { client, since } = await managed(store)
      const told = await race(64, (index) =>
        store.clients.update({ ...client, name: `Name ${index}`, registrationTokenHash: aHash() }, since, [
          aJournalRow(),
        ]),
      )
      expect(told).toEqual({ changed: 63, updated: 1 })
      expect(await events(store)).toHaveLength(1)
    })
  })
}

const proveForgetting = (fresh: () => Store): void => {
  describe('a client whose redirect URIs change', () => {
    /** A client that someone allowed, with another request under way. */
    const allowed = async (store: Store, client = aClient()) => {
      await store.clients.create(client, [])
      const { user, grant, consent } = await aFamily(store, { code: { clientId: client.id } })
      const { pending } = await anApproval(store, user, { code: { clientId: client.id } })
      return {
        client,
        grant,
        consents: () => store.consents.find(user.id, client.id, consent.redirectUri, NOW),
        request: () => store.pendingAuthorizations.find(pending.id, NOW),
      }
    }

    it('loses its remembered consents and open requests, not its grants; no other client does', async () => {
      const store = fresh()
      const [changed, other] = [await allowed(store), await allowed(store)]
      const redirectUris = ['https://elsewhere.example/callback']
      expect(await store.clients.update({ ...changed.client, redirectUris }, undefined, [])).toBe('updated')
      expect(await changed.consents()).toEqual([])
      expect(await changed.request()).toBeUndefined()
      expect((await store.grants.find(changed.grant.id))?.ended).toBeUndefined()
      expect(await other.consents()).toHaveLength(1)
      expect(await other.request()).toBeDefined()
    })

    it('loses nothing when they stay, or when the update is refused', async () => {
      const store = fresh()
      const { client, consents, request } = await allowed(store)
      expect(await store.clients.update({ ...client, name: 'Renamed' }, undefined, [])).toBe('updated')
      const since = { registrationTokenHash: 'another hash' }
      expect(await store.clients.update({ ...client, redirectUris: [] }, since, [])).toBe('changed')
      expect(await consents()).toHaveLength(1)
      expect(await request()).toBeDefined()
    })
  })
}

const proveDocuments = (fresh: () => Store): void => {
  describe('clients known by a document', () => {
    const ids = async (store: Store) => (await store.clients.list()).map((client) => client.id)

    it('are made by their first reading, and keep birth, last use and an admin’s block over the next', async () => {
      const store = fresh()
      const first = aDocumentClient()
      expect(await store.clients.saveDocument({ ...first, lastUsedAt: NOW, disabledAt: NOW }, 10, [])).toBe('saved')
      expect(await store.clients.find(first.id)).toEqual(first)
      await store.issuance.issue({ kind: 'nothing' }, { clientId: first.id, from: '' }, later(1), [])
      await store.clients.setDisabled(first.id, later(2), [])
      const next = aDocumentClient({
        id: first.id,
        name: 'Renamed',
        createdAt: later(3),
        redirectUris: ['https://b.example/'],
      })
      expect(await store.clients.saveDocument(next, 10, [aJournalRow({ event: 'client.read' })])).toBe('saved')
      const kept = { createdAt: NOW, lastUsedAt: later(1), disabledAt: later(2) }
      expect(await store.clients.find(first.id)).toEqual({ ...next, ...kept })
      expect(await events(store)).toEqual(['client.read'])
    })

    it('never take the id of a client that an operator or a registration made', async () => {
      const store = fresh()
      for (const mine of [aClient(), aDynamicClient()]) {
        await store.clients.create(mine, [])
        expect(await store.clients.saveDocument(aDocumentClient({ id: mine.id }), 0, [aJournalRow()])).toBe('idTaken')
        expect(await store.clients.find(mine.id)).toEqual(mine)
      }
      expect(await events(store)).toEqual([])
    })

    it('have a cap of their own: they and registrations never push each other out', async () => {
      const store = fresh()
      const registered = [aDynamicClient({ createdAt: later(-9) }), aDynamicClient({ createdAt: later(-8) })]
      for (const client of registered) await store.clients.register(client, 2, [])
      const documents = [1, 2, 3].map((age) => aDocumentClient({ createdAt: later(age) }))
      for (const client of documents) await store.clients.saveDocument(client, 2, [])
      const left = [...registered, ...documents.slice(1)].map((client) => client.id)
      expect(new Set(await ids(store))).toEqual(new Set(left))
      await store.clients.register(aDynamicClient({ createdAt: later(9) }), 1, [])
      expect(await ids(store)).toHaveLength(3)
    })

    it('that were used are never pushed out', async () => {
      const store = fresh()
      const used = aDocumentClient()
      await store.clients.saveDocument(used, 1, [])
      await store.issuance.issue({ kind: 'nothing' }, { clientId: used.id, from: '' }, NOW, [])
      for (const age of [1, 2]) await store.clients.saveDocument(aDocumentClient({ createdAt: later(age) }), 1, [])
      const left = await ids(store)
      expect(left).toHaveLength(2)
      expect(left).toContain(used.id)
    })

    it('64 readings of one document make one client; 64 documents at once hold the cap', async () => {
      const store = fresh()
      const { id } = aDocumentClient()
      const told = await race(64, (index) =>
        store.clients.saveDocument(aDocumentClient({ id, name: `Reading ${index}` }), 5, []),
      )
      expect(told).toEqual({ saved: 64 })
      expect(await ids(store)).toEqual([id])
      const mixed = await race(64, (index) =>
        index % 2 === 0
          ? store.clients.saveDocument(aDocumentClient(), 5, [])
          : store.clients.register(aDynamicClient(), 7, []),
      )
      expect(mixed).toEqual({ created: 32, saved: 32 })
      const kept = (await store.clients.list()).map((client) => client.provenance)
      expect(kept.filter((provenance) => provenance === 'document')).toHaveLength(5)
      expect(kept.filter((provenance) => provenance === 'dynamic')).toHaveLength(7)
    })

    it('one of 64 has the id when an operator takes it at the same moment', async () => {
      const store = fresh()
      const { id } = aDocumentClient()
      const told = await race(64, (index) =>
        index === 31
          ? store.clients.create(aClient({ id }), [])
          : store.clients.saveDocument(aDocumentClient({ id }), 5, []),
      )
      const kept = await store.clients.find(id)
      expect(told['created'] === 1).toBe(kept?.provenance === 'configured')
      expect(kept?.provenance === 'document' ? told['saved'] : told['created']).toBeGreaterThan(0)
    })

    it('are swept when they got no token in 30 days, to the second', async () => {
      const store = fresh()
      const unused = aDocumentClient()
      const kept = [aDocumentClient({ createdAt: later(1) }), aDocumentClient({ lastUsedAt: NOW })]
      for (const client of [unused, ...kept]) await store.clients.create(client, [])
      expect(await store.sweep(after(NOW, days(30)), 100)).toBe(1)
      expect(new Set(await ids(store))).toEqual(new Set(kept.map((client) => client.id)))
    })
  })
}

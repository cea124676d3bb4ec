/** The promises of the port `resources`. */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anId, aResource, aResourceKey, later, NOW } from './examples.ts'
import { events, race, isRefused } from './stories.ts'

export const proveResources = (fresh: () => Store): void => {
  describe('resources', () => {
    it('keeps resources exactly, oldest first', async () => {
      const store = fresh()
      const young = aResource({ createdAt: later(1), isDefault: true, isListed: false })
      const old = aResource()
      for (const resource of [young, old]) expect(await store.resources.create(resource, [])).toBe('created')
      expect(await store.resources.list()).toEqual([old, young])
    })

    it('V3: names and URIs are unique', async () => {
      const store = fresh()
      const resource = aResource()
      await store.resources.create(resource, [])
      const create = (changes: Parameters<typeof aResource>[0]) =>
        store.resources.create(aResource(changes), [aJournalRow()])
      expect(await create({ name: resource.name })).toBe('nameTaken')
      expect(await create({ uri: resource.uri })).toBe('uriTaken')
      expect(await create({ name: resource.name, uri: resource.uri, isDefault: true })).toBe('nameTaken')
      expect(await isRefused(create({ id: resource.id }))).toBe(true)
      expect(await store.resources.list()).toEqual([resource])
      expect(await events(store)).toEqual([])
    })

    it('has one winner of 64 for one name, and for one URI', async () => {
      const store = fresh()
      expect(await race(64, () => store.resources.create(aResource({ name: 'files' }), []))).toEqual({
        created: 1,
        nameTaken: 63,
      })
      const uri = 'https://mcp.example/one'
      expect(await race(64, () => store.resources.create(aResource({ uri }), []))).toEqual({ created: 1, uriTaken: 63 })
      expect(await store.resources.list()).toHaveLength(2)
    })

    it('has at most one default: the mark moves', async () => {
      const store = fresh()
      const first = aResource({ isDefault: true })
      const second = aResource({ isDefault: true })
      await store.resources.create(first, [])
      await store.resources.create(second, [])
      const defaults = async () =>
        (await store.resources.list()).filter((resource) => resource.isDefault).map((resource) => resource.id)
      expect(await defaults()).toEqual([second.id])
      await store.resources.update(first, [])
      expect(await defaults()).toEqual([first.id])
      await race(16, () => store.resources.create(aResource({ isDefault: true }), []))
      expect(await defaults()).toHaveLength(1)
    })

    it('updates everything but id and birth', async () => {
      const store = fresh()
      const [resource, other] = [aResource(), aResource()]
      for (const created of [resource, other]) await store.resources.create(created, [])
      const changed = {
        ...aResource({ title: 'New', isDefault: true, scopes: [], createdAt: later(99) }),
        id: resource.id,
      }
      expect(await store.resources.update(changed, [aJournalRow({ event: 'resource.updated' })])).toBe('updated')
      expect(await store.resources.list()).toContainEqual({ ...changed, createdAt: NOW })
      expect(await store.resources.update({ ...changed, name: other.name }, [aJournalRow()])).toBe('nameTaken')
      expect(await store.resources.update({ ...changed, uri: other.uri }, [aJournalRow()])).toBe('uriTaken')
      expect(await store.resources.update(aResource(), [aJournalRow()])).toBe('unknown')
      expect(await store.resources.list()).toContainEqual({ ...changed, createdAt: NOW })
      expect(await events(store)).toEqual(['resource.updated'])
    })

    it('lists the keys of one resource, oldest first, and removes one of them once', async () => {
      const store = fresh()
      const [resource, other] = [aResource(), aResource({ accessTokenFormat: 'jwt' })]
      for (const created of [resource, other]) await store.resources.create(created, [])
      const young = aResourceKey(resource, { createdAt: later(1) })
      const [old, elsewhere] = [aResourceKey(resource), aResourceKey(other)]
      for (const key of [young, old, elsewhere]) await store.resources.addKey(key, [])
      expect(await store.resources.listKeys(resource.id)).toEqual([old, young])
      expect(await race(64, () => store.resources.removeKey(old.id, [aJournalRow()]))).toEqual({
        removed: 1,
        unknown: 63,
      })
      expect(await store.resources.findKey(old.id, old.secretHash)).toBeUndefined()
      expect(await store.resources.listKeys(resource.id)).toEqual([young])
      expect(await store.resources.listKeys(other.id)).toEqual([elsewhere])
      expect(await store.resources.listKeys(anId('res'))).toEqual([])
      expect(await events(store)).toHaveLength(1)
    })

    it('keeps keys, found only if id and hash both fit', async () => {
      const store = fresh()
      const resource = aResource()
      const key = aResourceKey(resource)
      await store.resources.create(resource, [])
      await store.resources.addKey(key, [aJournalRow()])
      expect(await isRefused(store.resources.addKey({ ...key, secretHash: 'other' }, [aJournalRow()]))).toBe(true)
      expect(await isRefused(store.resources.addKey(aResourceKey(aResource()), [aJournalRow()]))).toBe(true)
      expect(await store.resources.findKey(key.id, key.secretHash)).toEqual(key)
      expect(await store.resources.findKey(key.id, 'other')).toBeUndefined()
      expect(await store.resources.findKey(anId('key'), key.secretHash)).toBeUndefined()
      expect(await events(store)).toHaveLength(1)
    })
  })
}

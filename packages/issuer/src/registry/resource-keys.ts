/** The keys by which an MCP server proves itself here: several, so that one can follow the other without a gap. RFC 7662 §2.1 */
import { cleanDisplayText } from '@gatehouse/protocol/display-text'
import type { Issuer } from '../issuer.ts'
import type { Needs } from '../needs.ts'
import { presentable } from '../presented-token.ts'
import { findNamed } from './resources.ts'

type ResourceKeys = Pick<Issuer['resources'], 'addKey' | 'listKeys' | 'removeKey'>

export const resourceKeys = (needs: Needs): ResourceKeys => {
  const { store, ids, clock, digest, entry } = needs
  const listKeys: ResourceKeys['listKeys'] = async (name) => {
    const resource = await findNamed(needs, name)
    return resource && store.resources.listKeys(resource.id)
  }
  return {
    async addKey(name, label, visit) {
      const resource = await findNamed(needs, name)
      if (!resource) return undefined
      const id = ids.next('key')
      const secret = ids.secret()
      const key = {
        id,
        resourceId: resource.id,
        secretHash: digest.sha256(secret),
        label: cleanDisplayText(label, 100),
        createdAt: clock.now(),
      }
      await store.resources.addKey(key, [entry('server.key-added', visit, { detail: { name, key: id } })])
      return presentable(id, secret)
    },
    listKeys,
    async removeKey(name, wanted, visit) {
      const key = (await listKeys(name))?.find(({ id }) => id === wanted)
      if (!key) return false
      const journal = [entry('server.key-removed', visit, { detail: { name, key: key.id } })]
      return (await store.resources.removeKey(key.id, journal)) === 'removed'
    },
  }
}

/** Signing keys, in memory. RFC 7517 */
import type { SigningKey, SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import { admit, admitJournal, copy, oldestFirst, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memorySigningKeys = (shelves: Shelves): SigningKeys => ({
  list: async () => copy(listed(shelves)),

  async createFirst(key) {
    if (newestOf(shelves, key.alg)) return 'exists'
    shelves.signingKeys.set(key.kid, admit(key))
    return 'created'
  },

  async addAfter(newest, key, journal) {
    if (newestOf(shelves, key.alg)?.kid !== newest) return 'notNewest'
    if (shelves.signingKeys.has(key.kid)) throw new Error(`${key.kid} exists already`)
    const added = admit(key)
    write(shelves.journal, ...admitJournal(shelves, journal))
    shelves.signingKeys.set(key.kid, added)
    return 'added'
  },

  async remove(kid, journal) {
    if (!shelves.signingKeys.has(kid)) return 'unknown'
    write(shelves.journal, ...admitJournal(shelves, journal))
    shelves.signingKeys.delete(kid)
    return 'removed'
  },

  async reseal(keys, journal) {
    const isAsSeen = keys.every(({ kid, from }) => shelves.signingKeys.get(kid)?.sealedPrivateKey === from)
    if (!isAsSeen || keys.length !== shelves.signingKeys.size) return 'changed'
    const sealed = keys.map(admit)
    write(shelves.journal, ...admitJournal(shelves, journal))
    for (const { kid, to } of sealed) {
      const key = shelves.signingKeys.get(kid)
      if (key) shelves.signingKeys.set(kid, { ...key, sealedPrivateKey: to })
    }
    return 'resealed'
  },
})

const listed = ({ signingKeys }: Shelves): readonly SigningKey[] => oldestFirst(signingKeys.values(), (key) => key.kid)

const newestOf = (shelves: Shelves, alg: string): SigningKey | undefined =>
  listed(shelves)
    .filter((key) => key.alg === alg)
    .toSorted((a, b) => a.activeFrom - b.activeFrom)
    .at(-1)

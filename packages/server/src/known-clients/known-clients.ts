/** The clients that this installation knows before they come: those that are shipped, and what the operator says of others or of the same. */
import type { KnownClient } from '@gatehouse/issuer/clients/document-rules'
import type { DeclaredKnownClient } from '../config/declared.ts'
import { shippedClients } from './shipped.ts'

interface Said {
  readonly shippedClients: boolean
  readonly knownClients: readonly DeclaredKnownClient[]
}

export const knownClients = (said: Said): readonly KnownClient[] => {
  const own = said.knownClients.map(({ vouched, ...client }) => ({ ...client, isVouchedFor: vouched }))
  const names = new Set(own.map(({ name }) => name))
  return [...own, ...(said.shippedClients ? shippedClients.filter(({ name }) => !names.has(name)) : [])]
}

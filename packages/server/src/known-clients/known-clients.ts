/** The clients that this installation knows before they come: those that are shipped, and what the operator says of others or of the same. */
import type { KnownClient } from '@gatehouse/issuer/clients/document-rules'
import type { DeclaredKnownClient } from '../config/declared.ts'
import type { Monogram } from '../pages/parts/monogram.ts'
import { shippedClients } from './shipped.ts'

interface Said {
  readonly shippedClients: boolean
  readonly knownClients: readonly DeclaredKnownClient[]
}

/** With the sign that a page shows beside a name that is vouched for. */
export interface FamiliarClient extends KnownClient {
  readonly monogram?: Monogram | undefined
}

export const knownClients = (said: Said): readonly FamiliarClient[] => {
  const own = said.knownClients.map(({ vouched, ...client }) => ({ ...client, isVouchedFor: vouched }))
  const names = new Set(own.map(({ name }) => name))
  return [...own, ...(said.shippedClients ? shippedClients.filter(({ name }) => !names.has(name)) : [])]
}

/** By the name under which the client is shown. */
export const monogramsOf = (clients: readonly FamiliarClient[]): ReadonlyMap<string, Monogram> =>
  new Map(
    clients.flatMap(({ name, isVouchedFor, monogram }) =>
      isVouchedFor && monogram ? [[name, monogram] as const] : [],
    ),
  )

/** How clients, destinations and servers of the issuer look to a person. */
import type { Client } from '@gatehouse/issuer/ports/clients'
import type { Target } from '@gatehouse/issuer/registry/targets'
import { redirectUriPlace } from '@gatehouse/protocol/redirect-uri'
import type { Brand } from '../pages/brand/brand.ts'
import type { Destination, ShownClient, ShownServer } from '../pages/parts/facts.ts'

export const shownClient = (client: Client): ShownClient => ({
  name: client.name,
  isVerified: client.isVerified,
  isSelfRegistered: client.provenance === 'dynamic',
  isByDocument: client.provenance === 'document',
  idHost: client.id.startsWith('https://') ? new URL(client.id).host : undefined,
})

/** Where its name may be vouched for: with the sign that goes with the name. */
export const shownAsker = (client: Client, { monograms }: Pick<Brand, 'monograms'>): ShownClient => {
  const shown = shownClient(client)
  return client.isVerified && shown.isByDocument ? { ...shown, monogram: monograms.get(client.name) } : shown
}

export const shownDestination = (redirectUri: string): Destination => redirectUriPlace(redirectUri)

export const shownServer = ({ title, uri }: Pick<Target, 'title' | 'uri'>): ShownServer => ({ name: title, uri })

/** Who asks, for which server, and where the answer goes: the three facts of a decision, each in words. RFC 9700 §4.1, RFC 8252 §8.6 */
import type { Texts } from '../texts/en.ts'
import { appIcon, checkIcon, computerIcon, globeIcon, linkIcon, serverIcon, warningIcon } from './icons.ts'
import { html, type Markup, type Slot } from './markup.ts'
import { monogramTile, type Monogram } from './monogram.ts'
import { warning } from './note.ts'
import { address, named } from './shown.ts'

export interface ShownClient {
  /** As the client calls itself. */
  readonly name: string
  /** An operator vouches for it. */
  readonly isVerified: boolean
  /** It registered itself (RFC 7591). */
  readonly isSelfRegistered: boolean
  /** Known by a document at the address that is its id: every copy of it has the same one. */
  readonly isByDocument?: boolean | undefined
  /** The host of a client id that is a URL, as A-label. */
  readonly idHost?: string | undefined
  /** Only of a name that is vouched for. */
  readonly monogram?: Monogram | undefined
}

/** Where the answer goes: as `redirectUriPlace` of the protocol says it. */
export interface Destination {
  readonly kind: 'https' | 'loopback' | 'private-use'
  /** The host as A-label or the app's scheme; not shown for loopback, which is "this computer" in the language of the page. */
  readonly display: string
}

export interface ShownServer {
  readonly name: string
  readonly uri: string
}

export const clientName = (client: Pick<ShownClient, 'name'>, texts: Texts): Markup =>
  named(client.name, texts.client.unnamed)
export const serverName = (server: Pick<ShownServer, 'name'>, texts: Texts): Markup =>
  named(server.name, texts.server.unnamed)

interface Fact {
  readonly tile: Markup
  readonly label: string
  readonly lead: Slot
  readonly more?: readonly Slot[]
}

const tile = (icon: Markup): Markup => html`<span class="tile">${icon}</span>`

/** Whoever poses as a known client has its name at best, not its sign. */
export const clientTile = ({ isVerified, monogram }: ShownClient): Markup =>
  isVerified && monogram ? monogramTile(monogram) : tile(appIcon())

const fact = ({ tile: sign, label, lead, more = [] }: Fact): Markup =>
  html`<div class="fact">
    <dt>${sign}${label}</dt>
    <dd class="lead">${lead}</dd>
    ${more.map((line) => line !== undefined && html`<dd class="small quiet">${line}</dd>`)}
  </div>`

/** Names are claims: whoever nobody vouches for is marked. */
export const badge = ({ isVerified }: Pick<ShownClient, 'isVerified'>, texts: Texts): Markup =>
  isVerified
    ? html`<span class="badge">${checkIcon()}${texts.client.verified}</span>`
    : html`<span class="badge warn">${warningIcon()}${texts.client.unverified}</span>`

export const clientFact = (client: ShownClient, texts: Texts): Markup => {
  const { who, identifiedBy, vouched, known, selfRegistered } = texts.client
  const host = client.idHost === undefined ? undefined : identifiedBy(address(client.idHost))
  const isKnown = client.isVerified && client.isByDocument
  const warrant = isKnown ? known(address(client.idHost ?? '')) : vouched
  const standing = client.isVerified ? warrant : client.isSelfRegistered ? selfRegistered : undefined
  const lead = html`${clientName(client, texts)} ${badge(client, texts)}`
  return fact({ tile: clientTile(client), label: who, lead, more: [isKnown ? undefined : host, standing] })
}

export const serverFact = (server: ShownServer, texts: Texts): Markup =>
  fact({
    tile: tile(serverIcon()),
    label: texts.server.label,
    lead: serverName(server, texts),
    more: [address(server.uri)],
  })

export const destinationFact = ({ kind, display }: Destination, texts: Texts): Markup => {
  const { label, computer, atComputer, app, atApp } = texts.destination
  if (kind === 'loopback') return fact({ tile: tile(computerIcon()), label, lead: computer, more: [atComputer] })
  if (kind === 'private-use') return fact({ tile: tile(linkIcon()), label, lead: app, more: [atApp(address(display))] })
  return fact({ tile: tile(globeIcon()), label, lead: address(display) })
}

/** The same in one line: "Identified by claude.ai · Answers go to claude.ai". */
export const whereabouts = (
  { client, destination }: { readonly client: Pick<ShownClient, 'idHost'>; readonly destination: Destination },
  texts: Texts,
): Markup => {
  const { answersTo, thisComputer } = texts.destination
  const place = destination.kind === 'loopback' ? html`${thisComputer}` : address(destination.display)
  const host = client.idHost
  return html`${host !== undefined && html`${texts.client.identifiedBy(address(host))} · `}${answersTo(place)}`
}

/** What only a local program can get wrong. */
export const destinationWarning = ({ kind }: Destination, texts: Texts): Markup | undefined => {
  if (kind === 'https') return undefined
  return warning(kind === 'loopback' ? texts.destination.computerWarning : texts.destination.appWarning)
}

/** A name that many programs share proves nothing about the one on this computer. */
export const sharedNameWarning = (
  { isByDocument }: Pick<ShownClient, 'isByDocument'>,
  { kind }: Destination,
  texts: Texts,
): Markup | undefined => (isByDocument && kind !== 'https' ? warning(texts.destination.sharedWarning) : undefined)

/** "Notes", "Notes and Mail", "Notes, Mail, and Files", as the language lists things. */
export const inWords = (names: readonly Markup[], { lang }: Texts): Markup => {
  const places = names.map((_, at) => String(at))
  const words = new Intl.ListFormat(lang, { type: 'conjunction' }).formatToParts(places)
  return html`${words.map(({ type, value }) => (type === 'element' ? names[Number(value)] : value))}`
}

/** GET /account/apps: what a person has allowed, and the end of it. Each card posts its own form. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { Page } from './page.ts'
import { accountLayout, type AccountFrame } from './account-layout.ts'
import { badge, clientName, serverName, whereabouts } from './parts/facts.ts'
import type { Destination, ShownClient, ShownServer } from './parts/facts.ts'
import { form, type FormTarget } from './parts/form.ts'
import { linkIcon, tickIcon } from './parts/icons.ts'
import type { IdentityScope } from './parts/identity.ts'
import { html, type Markup, type Slot } from './parts/markup.ts'
import { day, distance } from './parts/moment.ts'
import { done } from './parts/note.ts'
import { fromPlace } from './parts/place.ts'
import { address, named, otherWords } from './parts/shown.ts'
import type { Texts } from './texts/en.ts'

export interface ConnectedServer extends ShownServer {
  /** In words, as on the consent page. */
  readonly scopes: readonly string[]
}

/** One grant. */
export interface ConnectedApp {
  readonly client: ShownClient
  readonly destination: Destination
  readonly servers: readonly ConnectedServer[]
  /** What it may know of the person. */
  readonly openIdScopes: readonly IdentityScope[]
  readonly since: EpochSeconds
  /** The networks of the approval and of the last use. */
  readonly approvedFrom: string
  readonly lastUsed?: EpochSeconds | undefined
  readonly lastUsedFrom: string
  readonly disconnect: FormTarget
}

export interface ConnectedAppsProps extends AccountFrame {
  readonly now: EpochSeconds
  readonly person: { readonly name: string }
  /** In the order shown. */
  readonly apps: readonly ConnectedApp[]
  readonly disconnectAll: FormTarget
  /** What was disconnected a moment ago. */
  readonly disconnected?: { readonly name: string } | { readonly all: true } | undefined
}

export const connectedAppsPage = (props: ConnectedAppsProps): Page => {
  const { texts, apps, disconnected } = props
  const cards = html`<ul class="cards">
    ${apps.map((app) => html`<li class="card app">${appCard(app, props)}</li>`)}
  </ul>`
  return accountLayout(props, {
    title: texts.apps.title,
    here: 'apps',
    main: html`<div class="close">
        <h1>${texts.apps.title}</h1>
        <p class="quiet">
          ${texts.apps.signedInAs(html`<strong>${named(props.person.name, '')}</strong>`)}${apps.length > 0 && html` ${texts.apps.intro}`}
        </p>
      </div>
      ${disconnected && done(whatEnded(disconnected, texts))} ${apps.length > 0 ? cards : noApps(texts)}
      ${apps.length > 1 && endAll(props)}`,
  })
}

const whatEnded = (ended: NonNullable<ConnectedAppsProps['disconnected']>, texts: Texts): Slot =>
  'all' in ended ? texts.apps.allDisconnected : texts.apps.disconnected(clientName(ended, texts))

const endAll = ({ texts: { apps }, disconnectAll }: ConnectedAppsProps): Markup =>
  html`<details>
    <summary>${apps.disconnectAll.open}</summary>
    <p>${apps.disconnectAll.what}</p>
    ${form(disconnectAll, html`<button class="button" type="submit">${apps.disconnectAll.submit}</button>`)}
  </details>`

const noApps = ({ apps }: Texts): Markup =>
  html`<div class="card empty">
    <span class="emblem">${linkIcon()}</span>
    <div class="close">
      <h2>${apps.none}</h2>
      <p class="quiet">${apps.noneHint}</p>
    </div>
  </div>`

const appCard = (app: ConnectedApp, { texts, now }: ConnectedAppsProps): Markup => {
  const { client, since, lastUsed, disconnect } = app
  const connected = html`${texts.apps.connectedSince(day(since, texts))}${fromPlace(app.approvedFrom, texts)}`
  const used =
    lastUsed === undefined
      ? texts.apps.neverUsed
      : html`${texts.apps.lastUsed(distance(lastUsed, now, texts))}${fromPlace(app.lastUsedFrom, texts)}`
  return html`<div class="close">
      <h2 class="titled">${clientName(client, texts)} ${badge(client, texts)}</h2>
      <p class="quiet small">${whereabouts(app, texts)} · ${cameBy(client, texts)}</p>
    </div>
    ${app.servers.map((server) => serverPart(server, texts))}
    ${app.openIdScopes.length > 0 && identityPart(app.openIdScopes, texts)}
    <div class="app-foot">
      <p class="times quiet small"><span>${connected}</span><span>${used}</span></p>
      ${form(disconnect, disconnectButton(app, texts))}
    </div>`
}

const cameBy = ({ isSelfRegistered, isByDocument }: ShownClient, { apps }: Texts): string =>
  isSelfRegistered ? apps.cameBy.itself : isByDocument ? apps.cameBy.document : apps.cameBy.operator

/** Seen it is one word; heard it says which app. */
const disconnectButton = ({ client }: ConnectedApp, { client: { unnamed }, apps }: Texts): Markup =>
  html`<button class="button small" type="submit">
    <span aria-hidden="true">${apps.disconnect}</span
    ><span class="unseen">${apps.disconnectWhich(named(client.name, unnamed))}</span>
  </button>`

const serverPart = (server: ConnectedServer, texts: Texts): Markup =>
  html`<div class="close">
    <h3>${texts.apps.mayUse(serverName(server, texts))}</h3>
    <p class="quiet small">${address(server.uri)}</p>
    ${bullets(server.scopes.map(otherWords))}
  </div>`

const identityPart = (scopes: readonly IdentityScope[], { identity }: Texts): Markup =>
  html`<div class="close">
    <h3>${identity.label}</h3>
    ${bullets(scopes.map((scope) => identity.scopes[scope]))}
  </div>`

const bullets = (lines: readonly Slot[]): Markup =>
  html`<ul class="bullets small">
    ${lines.map((line) => html`<li><span class="tick">${tickIcon()}</span>${line}</li>`)}
  </ul>`

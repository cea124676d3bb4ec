/** GET /account/apps: what a person has allowed, and the end of it. Each card posts its own form. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import { badge, clientName, serverName, whereabouts } from './parts/facts.ts'
import type { Destination, ShownClient, ShownServer } from './parts/facts.ts'
import { form, type FormTarget } from './parts/form.ts'
import { linkIcon, tickIcon } from './parts/icons.ts'
import type { IdentityScope } from './parts/identity.ts'
import { html, type Markup, type Slot } from './parts/markup.ts'
import { day, distance } from './parts/moment.ts'
import { done } from './parts/note.ts'
import { address, named, otherWords } from './parts/shown.ts'
import type { Texts } from './texts/en.ts'

export interface ConnectedServer extends ShownServer {
  /** In words, as on the consent page. */
  readonly scopes: readonly string[]
}

/** One grant. */
export interface ConnectedApp {
  readonly client: Pick<ShownClient, 'name' | 'isVerified' | 'idHost'>
  readonly destination: Destination
  readonly servers: readonly ConnectedServer[]
  /** What it may know of the person. */
  readonly openIdScopes: readonly IdentityScope[]
  readonly since: EpochSeconds
  readonly lastUsed?: EpochSeconds | undefined
  readonly disconnect: FormTarget
}

export interface ConnectedAppsProps extends Frame {
  readonly now: EpochSeconds
  readonly person: { readonly name: string }
  /** In the order shown. */
  readonly apps: readonly ConnectedApp[]
  readonly signOut: FormTarget
  /** The app that was disconnected a moment ago. */
  readonly disconnected?: { readonly name: string } | undefined
}

export const connectedAppsPage = (props: ConnectedAppsProps): Page => {
  const { texts, apps, disconnected } = props
  const cards = html`<ul class="cards">
    ${apps.map((app) => html`<li class="card app">${appCard(app, props)}</li>`)}
  </ul>`
  return layout(props, {
    title: texts.apps.title,
    width: 'wide',
    hasForm: true,
    isOnTheWay: false,
    aside: leave(props),
    main: html`<div class="stack">
      <div class="close">
        <h1>${texts.apps.title}</h1>
        <p class="quiet">
          ${texts.apps.signedInAs(html`<strong>${named(props.person.name, '')}</strong>`)}${apps.length > 0 && html` ${texts.apps.intro}`}
        </p>
      </div>
      ${disconnected && done(texts.apps.disconnected(clientName(disconnected, texts)))}
      ${apps.length > 0 ? cards : noApps(texts)}
    </div>`,
  })
}

const leave = ({ texts, signOut }: ConnectedAppsProps): Markup =>
  form(signOut, html`<button class="button small" type="submit">${texts.apps.signOut}</button>`)

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
  const used = lastUsed === undefined ? texts.apps.neverUsed : texts.apps.lastUsed(distance(lastUsed, now, texts))
  return html`<div class="close">
      <h2 class="titled">${clientName(client, texts)} ${badge(client, texts)}</h2>
      <p class="quiet small">${whereabouts(app, texts)}</p>
    </div>
    ${app.servers.map((server) => serverPart(server, texts))}
    ${app.openIdScopes.length > 0 && identityPart(app.openIdScopes, texts)}
    <div class="app-foot">
      <p class="times quiet small"><span>${texts.apps.connectedSince(day(since, texts))}</span><span>${used}</span></p>
      ${form(disconnect, disconnectButton(app, texts))}
    </div>`
}

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

/** GET /account/apps: what a person has allowed, and the end of it. Each card posts its own form. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import { badge, clientName, serverName } from './parts/facts.ts'
import type { Destination, ShownClient, ShownServer } from './parts/facts.ts'
import { form, type FormTarget } from './parts/form.ts'
import { linkIcon, tickIcon } from './parts/icons.ts'
import { html, type Markup } from './parts/markup.ts'
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
    aside: account(props),
    main: html`<div class="stack">
      <div class="close">
        <h1>${texts.apps.title}</h1>
        ${apps.length > 0 && html`<p class="quiet">${texts.apps.intro}</p>`}
      </div>
      ${disconnected && done(texts.apps.disconnected(clientName(disconnected, texts)))}
      ${apps.length > 0 ? cards : noApps(texts)}
    </div>`,
  })
}

const account = ({ texts, person, signOut }: ConnectedAppsProps): Markup =>
  html`<div class="account">
    <span class="quiet small">${texts.apps.signedInAs(named(person.name, ''))}</span>${form(
      signOut,
      html`<button class="button small" type="submit">${texts.apps.signOut}</button>`,
    )}
  </div>`

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
  const name = clientName(client, texts)
  return html`<div class="app-top">
      <div class="close">
        <h2>${name} ${badge(client, texts)}</h2>
        <p class="quiet small">${origin(app, texts)}</p>
      </div>
      ${form(disconnect, html`<button class="button small" type="submit"><span aria-hidden="true">${texts.apps.disconnect}</span><span class="unseen">${texts.apps.disconnectWhich(name)}</span></button>`)}
    </div>
    ${app.servers.map((server) => serverPart(server, texts))}
    <p class="times quiet small">
      <span>${texts.apps.connectedSince(day(since, texts))}</span
      ><span
        >${lastUsed === undefined ? texts.apps.neverUsed : texts.apps.lastUsed(distance(lastUsed, now, texts))}</span
      >
    </p>`
}

const origin = ({ client, destination }: ConnectedApp, texts: Texts): Markup => {
  const place = destination.kind === 'loopback' ? html`${texts.apps.computer}` : address(destination.display)
  const host = client.idHost
  return html`${host !== undefined && html`${texts.client.identifiedBy(address(host))} · `}${texts.apps.answersTo(place)}`
}

const serverPart = (server: ConnectedServer, texts: Texts): Markup =>
  html`<div class="close">
    <h3>${texts.apps.mayUse(serverName(server, texts))}</h3>
    <p class="quiet small">${address(server.uri)}</p>
    <ul class="bullets small">
      ${server.scopes.map((scope) => html`<li><span class="tick">${tickIcon()}</span>${otherWords(scope)}</li>`)}
    </ul>
  </div>`

/** GET / for browsers: what this server is, which MCP servers it guards, and the way to one's own account. */
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import { serverName } from './parts/facts.ts'
import type { ShownServer } from './parts/facts.ts'
import { ownPath } from './parts/form.ts'
import { serverIcon } from './parts/icons.ts'
import { html, type Markup } from './parts/markup.ts'
import { warning } from './parts/note.ts'
import { address } from './parts/shown.ts'
import type { Texts } from './texts/en.ts'

export interface HomeProps extends Frame {
  /** Only those that may be listed in public. */
  readonly servers: readonly ShownServer[]
  /** There is an account: without one nobody is let in. */
  readonly isClaimed: boolean
  readonly accountPath: string
  readonly appsPath: string
}

export const homePage = (props: HomeProps): Page => {
  const { texts, servers, isClaimed } = props
  const { home } = texts
  return layout(props, {
    title: home.title,
    hasForm: false,
    isOnTheWay: false,
    main: html`<div class="card">
      <div class="close">
        <h1>${home.title}</h1>
        <p>${home.what}</p>
      </div>
      ${!isClaimed && warning(home.unclaimed)} ${servers.length > 0 && guarded(servers, texts)}
      ${isClaimed && ownPages(props)}
    </div>`,
  })
}

const ownPages = ({ texts: { account, apps }, accountPath, appsPath }: HomeProps): Markup =>
  html`<div class="close">
    <p class="actions"><a class="button main" href="${ownPath(appsPath)}">${apps.title}</a></p>
    <p class="middle"><a class="text-link" href="${ownPath(accountPath)}">${account.title}</a></p>
  </div>`

const guarded = (servers: readonly ShownServer[], texts: Texts): Markup =>
  html`<div class="close">
    <h2>${texts.home.servers}</h2>
    <ul class="servers">
      ${servers.map(
        (server) =>
          html`<li class="server">
            <span class="tile">${serverIcon()}</span>
            <div class="lead">${serverName(server, texts)}</div>
            <div class="small quiet">${address(server.uri)}</div>
          </li>`,
      )}
    </ul>
  </div>`

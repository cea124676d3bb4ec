/** GET /logout: an app wants the person signed out. Nobody is, before the person says so; or nobody is signed in, and the way on is one press. */
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import { badge, clientName } from './parts/facts.ts'
import type { Destination, ShownClient } from './parts/facts.ts'
import { form, ownPath, type FormTarget } from './parts/form.ts'
import { doorIcon } from './parts/icons.ts'
import { html, type Markup } from './parts/markup.ts'
import { address, named } from './parts/shown.ts'

export interface LogoutProps extends Frame {
  readonly form: FormTarget
  /** Absent: nobody is signed in here. */
  readonly person?: { readonly name: string } | undefined
  /** The app that asks, as far as we know it. */
  readonly client?: Pick<ShownClient, 'name' | 'isVerified'> | undefined
  /** Where the browser goes on to; absent: to a page of ours. */
  readonly destination?: Destination | undefined
  readonly homePath: string
}

export const logoutPage = (props: LogoutProps): Page => {
  const { texts, person, homePath } = props
  const { logout, signedOut } = texts
  const title = person ? logout.title : signedOut.title
  return layout(props, {
    title,
    hasForm: true,
    isOnTheWay: true,
    main: html`<div class="card">
      <span class="emblem">${doorIcon()}</span>
      <div class="close">
        <h1>${title}</h1>
        ${whatHappens(props)}
      </div>
      ${person && html`<p class="quiet">${logout.apps}</p>`}
      ${form(
        props.form,
        html`<button class="button main" type="submit">${person ? logout.submit : logout.goOn}</button>${
            person && html`<a class="button" href="${ownPath(homePath)}">${logout.stay}</a>`
          }`,
        { look: 'actions' },
      )}
    </div>`,
  })
}

const whatHappens = ({ texts, person, client, destination }: LogoutProps): Markup => {
  const { logout } = texts
  const place =
    destination &&
    (destination.kind === 'loopback' ? html`${texts.destination.thisComputer}` : address(destination.display))
  return html`${person && html`<p>${logout.signedInAs(html`<strong>${named(person.name, '')}</strong>`)}</p>`}
  ${person && client && html`<p>${logout.asked(html`${clientName(client, texts)} ${badge(client, texts)}`)}</p>`}
  ${place && html`<p>${logout.onward(place)}</p>`}`
}

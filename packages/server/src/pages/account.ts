/** GET /account: who a person is here, and where they are signed in. Each session posts its own form. */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { Page } from './page.ts'
import { accountLayout, type AccountFrame } from './account-layout.ts'
import { browserName } from './parts/browser-name.ts'
import { form, ownPath, type FormTarget } from './parts/form.ts'
import { html, type Markup, type Slot } from './parts/markup.ts'
import { day, distance } from './parts/moment.ts'
import { done } from './parts/note.ts'
import { fromPlace } from './parts/place.ts'
import { named, otherWords } from './parts/shown.ts'

export interface ShownSession {
  /** As the browser called itself. */
  readonly userAgent?: string | undefined
  readonly since: EpochSeconds
  readonly source: string
  /** Absent: the session of this very browser, which the page's own "Sign out" ends. */
  readonly end?: FormTarget | undefined
}

export interface AccountProps extends AccountFrame {
  readonly now: EpochSeconds
  readonly person: { readonly name: string; readonly email?: string | undefined; readonly createdAt: EpochSeconds }
  /** In the order shown. */
  readonly sessions: readonly ShownSession[]
  readonly passwordPath: string
  readonly signOutEverywhere: FormTarget
  /** What happened a moment ago. */
  readonly outcome?: 'ended' | 'passwordChanged' | undefined
}

export const accountPage = (props: AccountProps): Page => {
  const { texts, outcome } = props
  return accountLayout(props, {
    title: texts.account.title,
    here: 'account',
    main: html`<div class="close">
        <h1>${texts.account.title}</h1>
        <p class="quiet">${texts.account.intro}</p>
      </div>
      ${outcome && done(texts.account[outcome])}
      <div class="card app">${identity(props)}</div>
      <section class="card app" aria-labelledby="sessions">
        <div class="close">
          <h2 id="sessions">${texts.account.sessions}</h2>
          <p class="quiet small">${texts.account.sessionsHint}</p>
        </div>
        <ul class="rows">
          ${props.sessions.map((session) => html`<li class="app-foot">${sessionRow(session, props)}</li>`)}
        </ul>
        ${everywhere(props)}
      </section>`,
  })
}

const identity = ({ texts, person, passwordPath }: AccountProps): Markup => {
  const { account } = texts
  const row = (label: string, value: Slot): Markup =>
    html`<div>
      <dt class="quiet small">${label}</dt>
      <dd>${value}</dd>
    </div>`
  return html`<dl class="pairs">
      ${row(account.name, html`<strong>${named(person.name, '')}</strong>`)}
      ${person.email !== undefined && row(account.email, otherWords(person.email))}
      ${row(account.since, day(person.createdAt, texts))}
    </dl>
    <p><a class="button small" href="${ownPath(passwordPath)}">${account.changePassword}</a></p>`
}

const sessionRow = ({ userAgent, since, source, end }: ShownSession, { texts, now }: AccountProps): Markup => {
  const { account } = texts
  const name = browserName(userAgent, texts)
  const moment = distance(since, now, texts)
  return html`<div class="close">
      <h3 class="titled">${name} ${!end && html`<span class="badge">${account.thisBrowser}</span>`}</h3>
      <p class="quiet small">${account.signedIn(moment)}${fromPlace(source, texts)}</p>
    </div>
    ${
      end &&
      form(
        end,
        html`<button class="button small" type="submit">
          <span aria-hidden="true">${account.end}</span><span class="unseen">${account.endWhich(name, moment)}</span>
        </button>`,
      )
    }`
}

const everywhere = ({ texts: { account }, signOutEverywhere }: AccountProps): Markup =>
  html`<details>
    <summary>${account.everywhere.open}</summary>
    <p>${account.everywhere.what}</p>
    ${form(
      signOutEverywhere,
      html`<label class="choice bare"
          ><input type="checkbox" name="apps" value="disconnect" /><span>${account.everywhere.withApps}</span></label
        >
        <div><button class="button" type="submit">${account.everywhere.submit}</button></div>`,
      { look: 'close' },
    )}
  </details>`

/** The request was answered before: a second click, another tab, the back button. Nothing is left to do here. */
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import { clientName } from './parts/facts.ts'
import type { ShownClient } from './parts/facts.ts'
import { ownPath } from './parts/form.ts'
import { checkIcon, problemIcon } from './parts/icons.ts'
import { html } from './parts/markup.ts'

export interface DecidedProps extends Frame {
  readonly outcome: 'approved' | 'denied'
  readonly client: Pick<ShownClient, 'name'>
  readonly appsPath: string
}

export const decidedPage = (props: DecidedProps): Page => {
  const { texts, outcome, client, appsPath } = props
  const { decided } = texts
  const isApproved = outcome === 'approved'
  const name = clientName(client, texts)
  const title = isApproved ? decided.approvedTitle : decided.deniedTitle
  return layout(props, {
    title,
    hasForm: false,
    isOnTheWay: true,
    main: html`<div class="card">
      <span class="emblem">${isApproved ? checkIcon() : problemIcon()}</span>
      <div class="close">
        <h1>${title}</h1>
        <p>${isApproved ? decided.approved(name) : decided.denied(name)}</p>
      </div>
      <p>${decided.close}</p>
      <p><a class="text-link" href="${ownPath(appsPath)}">${decided.apps}</a></p>
    </div>`,
  })
}

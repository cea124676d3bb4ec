/** What went wrong, in words, and what helps; below it what an engineer needs. Shows nothing that is HTML elsewhere. RFC 6749 §4.1.2.1 */
import type { Seconds } from '@gatehouse/protocol/time'
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import { ownPath } from './parts/form.ts'
import { problemIcon } from './parts/icons.ts'
import { html, type Markup, type Slot } from './parts/markup.ts'
import { address, otherWords } from './parts/shown.ts'
import type { Texts } from './texts/en.ts'

export type ErrorKind = keyof Texts['error']['kinds']

export interface ErrorProps extends Frame {
  readonly kind: ErrorKind
  readonly status: number
  /** The log carries the same. */
  readonly traceId: string
  /** The code of the RFC, such as `invalid_request`. */
  readonly code?: string | undefined
  /** The wire name of the parameter at fault. */
  readonly parameter?: string | undefined
  /** The public description of the refusal, as text. */
  readonly detail?: string | undefined
  readonly retryAfter?: Seconds | undefined
  readonly homePath: string
}

export const errorPage = (props: ErrorProps): Page => {
  const { texts, kind, status, retryAfter, homePath } = props
  const { title, what, cure } = texts.error.kinds[kind]
  // The reference stands among the particulars: once is enough.
  return layout(
    { brand: props.brand, texts },
    {
      title,
      status,
      hasForm: false,
      isOnTheWay: true,
      retryAfter,
      main: html`<div class="card">
        <span class="emblem bad">${problemIcon()}</span>
        <div class="close">
          <h1>${title}</h1>
          <p>${what}</p>
        </div>
        <p>${cure}${retryAfter !== undefined && html` ${texts.error.tryAgainIn(retryAfter)}`}</p>
        <div class="close">
          <h2 class="small quiet">${texts.error.details}</h2>
          ${particulars(props)}
        </div>
        <p><a class="text-link" href="${ownPath(homePath)}">${texts.error.home}</a></p>
      </div>`,
    },
  )
}

const particulars = ({ texts, code, parameter, detail, traceId }: ErrorProps): Markup => {
  const { error } = texts
  const row = (label: string, value: Slot): Markup =>
    html`<dt>${label}</dt>
      <dd>${value}</dd>`
  return html`<dl class="particulars small">
    ${[
      code !== undefined && row(error.code, address(code)),
      parameter !== undefined && row(error.parameter, address(parameter)),
      detail !== undefined && row(error.detail, otherWords(detail)),
      row(
        error.trace,
        html`<span class="copy">${address(traceId)}</span><br /><span class="quiet">${error.traceHint}</span>`,
      ),
    ]}
  </dl>`
}

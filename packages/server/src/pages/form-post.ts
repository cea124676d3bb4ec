/** `response_mode=form_post`: the answer leaves by a form that the person sends off, because our pages run no script. OAuth 2.0 Form Post Response Mode §2 */
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import type { Destination } from './parts/facts.ts'
import { hidden, type HiddenField } from './parts/form.ts'
import { html } from './parts/markup.ts'
import { address } from './parts/shown.ts'

export interface FormPostProps extends Frame {
  /** The proven redirect URI. */
  readonly redirectUri: string
  readonly destination: Destination
  /** `code`, `state`, `iss`, or `error` and its fellows. */
  readonly fields: readonly HiddenField[]
}

/** Only web addresses take a form; whatever else arrives here is our own mistake. */
const webAddress = (uri: string): string => {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(uri)) throw new TypeError('a form can be posted to a web address only')
  return uri
}

export const formPostPage = (props: FormPostProps): Page => {
  const { texts, destination } = props
  const { formPost } = texts
  const place = destination.kind === 'loopback' ? html`${texts.destination.thisComputer}` : address(destination.display)
  return layout(props, {
    title: formPost.title,
    // Nothing comes back to us from this form, and its address must not travel along.
    hasForm: false,
    isOnTheWay: true,
    main: html`<div class="card">
      <div class="close">
        <h1>${formPost.title}</h1>
        <p>${formPost.what(place)}</p>
      </div>
      <form method="post" action="${webAddress(props.redirectUri)}" class="actions">
        ${hidden(props.fields)}<button class="button main" type="submit">${formPost.submit}</button>
      </form>
    </div>`,
  })
}

/** After signing out. */
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import { ownPath } from './parts/form.ts'
import { doorIcon } from './parts/icons.ts'
import { html } from './parts/markup.ts'

export interface SignedOutProps extends Frame {
  readonly signInPath: string
  /** In every browser, and perhaps with every app. */
  readonly everywhere?: { readonly withApps: boolean } | undefined
}

export const signedOutPage = (props: SignedOutProps): Page => {
  const { everywhere } = props
  const { signedOut } = props.texts
  return layout(props, {
    title: signedOut.title,
    hasForm: false,
    isOnTheWay: false,
    main: html`<div class="card">
      <span class="emblem">${doorIcon()}</span>
      <div class="close">
        <h1>${signedOut.title}</h1>
        <p>${everywhere ? signedOut.everywhere : signedOut.what}</p>
      </div>
      <p class="quiet">${everywhere?.withApps ? signedOut.appsEnded : signedOut.apps}</p>
      <p class="actions"><a class="button" href="${ownPath(props.signInPath)}">${signedOut.again}</a></p>
    </div>`,
  })
}

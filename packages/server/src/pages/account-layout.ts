/** What the pages of a person's own account share: the way between them, and the way out. */
import type { Seconds } from '@gatehouse/protocol/time'
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import { form, ownPath, type FormTarget } from './parts/form.ts'
import { html, type Markup } from './parts/markup.ts'

export interface AccountFrame extends Frame {
  readonly accountPath: string
  readonly appsPath: string
  readonly signOut: FormTarget
}

interface AccountMatter {
  readonly title: string
  /** Which of the two this is; the page of the password is neither. */
  readonly here?: 'account' | 'apps' | undefined
  readonly status?: number
  readonly hasProblem?: boolean
  readonly retryAfter?: Seconds | undefined
  readonly main: Markup
}

export const accountLayout = (props: AccountFrame, { here, main, ...matter }: AccountMatter): Page =>
  layout(props, {
    ...matter,
    width: 'wide',
    hasForm: true,
    isOnTheWay: false,
    aside: leave(props),
    main: html`<div class="stack">${navigation(props, here)} ${main}</div>`,
  })

const navigation = ({ texts, accountPath, appsPath }: AccountFrame, here: AccountMatter['here']): Markup => {
  const to = (path: string, words: string, isHere: boolean): Markup =>
    html`<li>
      <a href="${ownPath(path)}" ${isHere && html`aria-current="page"`}>${words}</a>
    </li>`
  return html`<nav aria-label="${texts.account.nav}">
    <ul class="tabs">
      ${to(accountPath, texts.account.short, here === 'account')} ${to(appsPath, texts.apps.title, here === 'apps')}
    </ul>
  </nav>`
}

const leave = ({ texts, signOut }: AccountFrame): Markup =>
  form(signOut, html`<button class="button small" type="submit">${texts.account.signOut}</button>`)

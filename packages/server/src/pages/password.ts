/** GET, POST /account/password: a new password for whoever knows the current one. Posts `current`, `password`. */
import type { Seconds } from '@gatehouse/protocol/time'
import type { Page } from './page.ts'
import { accountLayout, type AccountFrame } from './account-layout.ts'
import { form, ownPath, textField, type FormTarget } from './parts/form.ts'
import { html, type Markup } from './parts/markup.ts'
import { alert, alertList, warning } from './parts/note.ts'
import type { Texts } from './texts/en.ts'

export interface PasswordProblems {
  readonly current?: keyof Texts['password']['currentProblems'] | undefined
  readonly password?: keyof Texts['setup']['fields']['password'] | undefined
  /** Too many wrong ones: how long it is closed. */
  readonly wait?: Seconds | undefined
}

export interface PasswordProps extends AccountFrame {
  readonly person: { readonly name: string }
  readonly form: FormTarget
  readonly problems?: PasswordProblems | undefined
}

export const passwordPage = (props: PasswordProps): Page => {
  const { texts, problems = {} } = props
  const { password } = texts
  const { wait } = problems
  const wrong = {
    current: problems.current && password.currentProblems[problems.current],
    password: problems.password && texts.setup.fields.password[problems.password],
  }
  const list = Object.entries(wrong).flatMap(([field, words]) => (words === undefined ? [] : [{ field, words }]))
  return accountLayout(props, {
    title: password.title,
    status: statusOf(problems),
    hasProblem: list.length > 0 || wait !== undefined,
    retryAfter: wait,
    main: html`<h1>${password.title}</h1>
      <div class="card app">
        ${wait !== undefined && alert(texts.signIn.tooMany(wait))}
        ${list.length > 0 && alertList(texts.problems.heading, list)} ${warning(password.before)}
        ${form(props.form, fields(props, wrong), { look: 'stack short' })}
      </div>`,
  })
}

const statusOf = ({ current, password, wait }: PasswordProblems): number => {
  if (wait !== undefined) return 429
  if (current === 'wrong') return 403
  return current !== undefined || password !== undefined ? 400 : 200
}

interface Wrong {
  readonly current: string | undefined
  readonly password: string | undefined
}

const fields = ({ texts, person, accountPath }: PasswordProps, wrong: Wrong): Markup => {
  const { password, setup } = texts
  // Unseen, for what keeps passwords: it must know whose this is.
  return html`<input
      type="text"
      name="username"
      autocomplete="username"
      value="${person.name}"
      hidden
      readonly
    />${textField({
      name: 'current',
      label: password.current,
      type: 'password',
      autocomplete: 'current-password',
      problem: wrong.current,
    })}${textField({
      name: 'password',
      label: password.next,
      type: 'password',
      autocomplete: 'new-password',
      hint: setup.passwordHint,
      problem: wrong.password,
    })}
    <div class="actions">
      <button class="button main" type="submit">${password.submit}</button
      ><a class="button" href="${ownPath(accountPath)}">${password.back}</a>
    </div>`
}

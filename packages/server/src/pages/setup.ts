/** GET, POST /setup: the first account of a new server. Posts `username`, `email`, `password`. */
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import { form, textField, type FormTarget } from './parts/form.ts'
import { html } from './parts/markup.ts'
import { alertList } from './parts/note.ts'
import type { Texts } from './texts/en.ts'

type FieldTexts = Texts['setup']['fields']

export interface SetupProblems {
  readonly username?: keyof FieldTexts['username'] | undefined
  readonly email?: keyof FieldTexts['email'] | undefined
  readonly password?: keyof FieldTexts['password'] | undefined
}

export interface SetupProps extends Frame {
  readonly form: FormTarget
  /** What was typed before; the password is never sent back. */
  readonly username?: string | undefined
  readonly email?: string | undefined
  readonly problems?: SetupProblems | undefined
}

export const setupPage = (props: SetupProps): Page => {
  const { texts, username, email, problems = {} } = props
  const { setup } = texts
  const wrong = {
    username: problems.username && setup.fields.username[problems.username],
    email: problems.email && setup.fields.email[problems.email],
    password: problems.password && setup.fields.password[problems.password],
  }
  const list = Object.entries(wrong).flatMap(([field, words]) => (words === undefined ? [] : [{ field, words }]))
  const fields = html`${textField({
      name: 'username',
      label: setup.username,
      type: 'text',
      autocomplete: 'username',
      value: username,
      hint: setup.usernameHint,
      problem: wrong.username,
    })}${textField({
      name: 'email',
      label: html`${setup.email} <span class="optional">${setup.optional}</span>`,
      type: 'email',
      autocomplete: 'email',
      value: email,
      hint: setup.emailHint,
      problem: wrong.email,
      isRequired: false,
    })}${textField({
      name: 'password',
      label: setup.password,
      type: 'password',
      autocomplete: 'new-password',
      hint: setup.passwordHint,
      problem: wrong.password,
    })}
    <div class="actions"><button class="button main" type="submit">${setup.submit}</button></div>`
  return layout(props, {
    title: setup.title,
    status: list.length > 0 ? 400 : 200,
    hasProblem: list.length > 0,
    hasForm: true,
    isOnTheWay: false,
    main: html`<div class="card">
      <div class="close">
        <h1>${setup.title}</h1>
        <p>${setup.intro}</p>
      </div>
      ${list.length > 0 && alertList(texts.problems.heading, list)} ${form(props.form, fields, { look: 'stack' })}
      <p class="quiet small">${setup.afterwards}</p>
    </div>`,
  })
}

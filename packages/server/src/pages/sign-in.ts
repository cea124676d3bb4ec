/** GET, POST /sign-in: who is there? Posts `username`, `password`; shows which app sent the person here, if one did. */
import type { Seconds } from '@gatehouse/protocol/time'
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import { badge, clientName, clientTile, inWords, serverName, whereabouts } from './parts/facts.ts'
import type { Destination, ShownClient, ShownServer } from './parts/facts.ts'
import { form, textField, type FormTarget } from './parts/form.ts'
import { html, type Markup } from './parts/markup.ts'
import { alert, alertList } from './parts/note.ts'
import type { Texts } from './texts/en.ts'

export type SignInProblem =
  | { readonly kind: 'missing'; readonly fields: readonly ('username' | 'password')[] }
  | { readonly kind: 'wrong' }
  /** They wanted to do something that only a signed-in person may. */
  | { readonly kind: 'signedOut' }
  | { readonly kind: 'tooMany'; readonly wait: Seconds }

/** The request that waits for this sign-in. */
export interface Asker {
  readonly client: ShownClient
  /** None: the app only wants to know who the person is. */
  readonly servers: readonly Pick<ShownServer, 'name'>[]
  readonly destination: Destination
  /** The way out: the app is told that nothing was allowed. */
  readonly cancel: FormTarget
}

export interface SignInProps extends Frame {
  readonly form: FormTarget
  /** Absent: somebody came by themselves, to see their connected apps. */
  readonly asker?: Asker | undefined
  readonly username?: string | undefined
  readonly problem?: SignInProblem | undefined
}

const statuses = { missing: 400, wrong: 403, signedOut: 403, tooMany: 429 } as const

export const signInPage = (props: SignInProps): Page => {
  const { texts, asker, problem } = props
  return layout(props, {
    title: texts.signIn.title,
    status: problem ? statuses[problem.kind] : 200,
    hasProblem: problem !== undefined,
    hasForm: true,
    isOnTheWay: asker !== undefined,
    retryAfter: problem?.kind === 'tooMany' ? problem.wait : undefined,
    main: html`<div class="card">
      <div class="close">
        <h1>${texts.signIn.title}</h1>
        <p>${introduction(props)}</p>
      </div>
      ${asker && askerPanel(asker, texts)} ${problem && problemNote(problem, props)}
      ${form(props.form, fields(props), { look: 'stack' })}
      ${asker && form(asker.cancel, '', { id: 'cancel', look: 'apart' })}
    </div>`,
  })
}

const introduction = ({ asker, texts }: SignInProps) => {
  if (!asker) return texts.signIn.forAccount
  if (asker.servers.length === 0) return texts.signIn.forIdentity(clientName(asker.client, texts))
  const servers = asker.servers.map((server) => serverName(server, texts))
  return texts.signIn.forApp(clientName(asker.client, texts), inWords(servers, texts))
}

const askerPanel = (asker: Asker, texts: Texts): Markup =>
  html`<div class="asker">
    ${clientTile(asker.client)}
    <p class="lead">${clientName(asker.client, texts)} ${badge(asker.client, texts)}</p>
    <p class="small quiet">${whereabouts(asker, texts)}</p>
  </div>`

const problemNote = (problem: SignInProblem, { texts }: SignInProps): Markup => {
  const { signIn } = texts
  if (problem.kind === 'wrong') return alert(signIn.wrong)
  if (problem.kind === 'signedOut') return alert(signIn.signedOut)
  if (problem.kind === 'tooMany') return alert(signIn.tooMany(problem.wait))
  const words = { username: signIn.missingUsername, password: signIn.missingPassword }
  return alertList(
    texts.problems.heading,
    problem.fields.map((field) => ({ field, words: words[field] })),
  )
}

const fields = ({ texts, username, problem, asker }: SignInProps): Markup => {
  const { signIn } = texts
  const missing = problem?.kind === 'missing' ? problem.fields : []
  return html`${textField({
      name: 'username',
      label: signIn.username,
      type: 'text',
      autocomplete: 'username',
      value: username,
      problem: missing.includes('username') ? signIn.missingUsername : undefined,
    })}${textField({
      name: 'password',
      label: signIn.password,
      type: 'password',
      autocomplete: 'current-password',
      problem: missing.includes('password') ? signIn.missingPassword : undefined,
    })}
    <div class="actions">
      <button class="button main" type="submit">${signIn.submit}</button>${
        asker && html`<button class="button" type="submit" form="cancel">${signIn.cancel}</button>`
      }
    </div>`
}

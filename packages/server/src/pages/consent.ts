/**
 * GET /consent: the decision. Posts `decision` (approve or deny) and `scope`, once for each ticked box; what has no box is always part of it.
 * RFC 6749 §4.1.1, RFC 9700 §4.1
 */
import { layout, type Frame } from './layout.ts'
import type { Page } from './page.ts'
import {
  clientFact,
  clientName,
  destinationFact,
  destinationWarning,
  inWords,
  serverFact,
  serverName,
  sharedNameWarning,
} from './parts/facts.ts'
import type { Destination, ShownClient, ShownServer } from './parts/facts.ts'
import { form, type FormTarget } from './parts/form.ts'
import { tickIcon } from './parts/icons.ts'
import type { IdentityScope } from './parts/identity.ts'
import { html, type Markup, type Slot } from './parts/markup.ts'
import { alert } from './parts/note.ts'
import { address, isolated, named, nameText, otherWords } from './parts/shown.ts'
import type { Texts } from './texts/en.ts'

export interface ConsentScope {
  /** What the box posts as `scope`: unique on the page, also when two servers have scopes of one name. */
  readonly value: string
  readonly name: string
  readonly description: string
  /** Without a box: there is nothing to decide about it. */
  readonly isRequired: boolean
  readonly isTicked: boolean
}

export interface ConsentServer extends ShownServer {
  readonly scopes: readonly ConsentScope[]
}

/** What the app wants to know of the person: the page has words for it. */
export interface ConsentIdentity extends Omit<ConsentScope, 'name' | 'description'> {
  readonly openIdScope: IdentityScope
}

export interface ConsentProps extends Frame {
  readonly form: FormTarget
  readonly person: { readonly name: string }
  readonly client: ShownClient
  readonly destination: Destination
  /** None: the app only wants to know who the person is. */
  readonly servers: readonly ConsentServer[]
  readonly identity?: readonly ConsentIdentity[] | undefined
  /** Exactly this was allowed before: the page gets shorter, and its button says "Continue as Alice". */
  readonly isRemembered: boolean
  /** Absent: there is no way to be somebody else here. */
  readonly switchAccount?: FormTarget | undefined
  readonly problem?: 'nothingChosen' | undefined
}

export const consentPage = (props: ConsentProps): Page => {
  const { texts, problem, switchAccount } = props
  return layout(props, {
    title: titleText(props),
    status: problem ? 400 : 200,
    hasProblem: problem !== undefined,
    hasForm: true,
    isOnTheWay: true,
    main: html`<div class="card">
      <div class="close">
        <h1>${heading(props)}</h1>
        ${whoDecides(props)}
      </div>
      ${problem && alert(texts.consent.nothingChosen)}
      <dl class="facts">
        ${clientFact(props.client, texts)}${props.servers.map((server) => serverFact(server, texts))}${destinationFact(props.destination, texts)}
      </dl>
      ${destinationWarning(props.destination, texts)} ${sharedNameWarning(props.client, props.destination, texts)}
      ${form(props.form, decision(props), { look: 'stack' })}
      ${switchAccount && form(switchAccount, '', { id: 'switch', look: 'apart' })}
      <p class="quiet small">${texts.consent.endLater}</p>
    </div>`,
  })
}

const titleText = ({ texts, client, servers, isRemembered }: ConsentProps): string => {
  const { consent } = texts
  const name = isolated(nameText(client.name, texts.client.unnamed))
  if (servers.length === 0) return consent.identityTitle(name)
  const list = new Intl.ListFormat(texts.lang).format(
    servers.map((server) => isolated(nameText(server.name, texts.server.unnamed))),
  )
  return (isRemembered ? consent.rememberedTitle : consent.title)(name, list)
}

const heading = ({ texts, client, servers, isRemembered }: ConsentProps) => {
  const { heading: first, identityHeading, rememberedHeading } = texts.consent
  if (servers.length === 0) return identityHeading(clientName(client, texts))
  const list = inWords(
    servers.map((server) => serverName(server, texts)),
    texts,
  )
  return (isRemembered ? rememberedHeading : first)(clientName(client, texts), list)
}

const whoDecides = ({ texts, person, isRemembered, switchAccount }: ConsentProps): Markup =>
  html`<p>
      ${isRemembered && html`${texts.consent.remembered} `}${texts.consent.signedInAs(html`<strong>${named(person.name, '')}</strong>`)}
    </p>
    ${
      switchAccount &&
      html`<button class="text-button" type="submit" form="switch">${texts.consent.switchAccount}</button>`
    }`

const decision = (props: ConsentProps): Markup => {
  const { texts, person, servers, identity, isRemembered } = props
  const { consent } = texts
  const questions = [
    ...servers.map(({ scopes, ...server }) => {
      const about = servers.length > 1 ? consent.scopesAt(serverName(server, texts)) : consent.scopes
      return scopeQuestion(about, scopes, texts)
    }),
    identity &&
      scopeQuestion(
        consent.identity,
        identity.map((scope) => inWordsOf(scope, texts)),
        texts,
      ),
  ]
  return html`${
      isRemembered
        ? html`<details>
            <summary>${consent.rememberedScopes}</summary>
            ${questions}
          </details>`
        : questions
    }
    <div class="actions">
      <button class="button main" type="submit" name="decision" value="approve">
        <span>${isRemembered ? consent.continueAs(named(person.name, '')) : consent.allow}</span>
      </button>
      <button class="button" type="submit" name="decision" value="deny">${consent.cancel}</button>
    </div>`
}

const inWordsOf = ({ openIdScope, ...scope }: ConsentIdentity, texts: Texts): ConsentScope => ({
  ...scope,
  name: openIdScope,
  description: texts.identity.scopes[openIdScope],
})

const scopeQuestion = (about: Slot, scopes: readonly ConsentScope[], texts: Texts): Markup =>
  html`<fieldset class="close">
    <legend>
      <h2>${about}</h2>
    </legend>
    <ul class="choices">
      ${scopes.map((scope) => html`<li>${scopeChoice(scope, texts)}</li>`)}
    </ul>
  </fieldset>`

const scopeChoice = ({ value, name, description, isRequired, isTicked }: ConsentScope, texts: Texts): Markup => {
  const words = html`<span
    ><span>${otherWords(description)}</span><br /><span class="quiet small"
      >${address(name)}${isRequired && html` · ${texts.consent.always}`}</span
    ></span
  >`
  // Sent like a box that nobody can clear: what is allowed is what this page said, whatever is asked by then.
  const always = html`<input type="hidden" name="scope" value="${value}" /><span class="tick">${tickIcon()}</span>`
  if (isRequired) return html`<div class="choice">${always}${words}</div>`
  return html`<label class="choice"
    ><input type="checkbox" name="scope" value="${value}" ${isTicked && html`checked`} />${words}</label
  >`
}

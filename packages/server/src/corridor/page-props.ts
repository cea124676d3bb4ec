/** What the two pages of the corridor have to say about a waiting request. */
import type { ConsentAsk, ConsentQuestion, OpenRequest } from '@gatehouse/issuer/authorize/corridor'
import type { ResourceScopes } from '@gatehouse/issuer/ports/pending-authorizations'
import { ourForm } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import type { BrowserCall } from '../http/endpoint.ts'
import type { ConsentIdentity, ConsentProps, ConsentServer } from '../pages/consent.ts'
import type { FormTarget } from '../pages/parts/form.ts'
import { isIdentityScope } from '../pages/parts/identity.ts'
import type { SignInProps } from '../pages/sign-in.ts'
import { shownAsker, shownDestination, shownServer } from './shown.ts'

export const signInProps = async (doors: Doors, call: BrowserCall, open: OpenRequest): Promise<SignInProps> => {
  const { pending, reply } = open
  const registry = await doors.issuer.resources.list()
  return {
    ...doors.frame(call),
    // The id also stands in the address, so that a reload finds the request again.
    form: browserForm(doors, call, { path: '/sign-in', request: pending.id, query: `?request=${pending.id}` }),
    username: pending.loginHint,
    asker: {
      client: shownAsker(reply.client, doors.brand),
      servers: registry.filter(({ uri }) => pending.asked.some(({ resource }) => resource === uri)).map(shownServer),
      destination: shownDestination(reply.redirectUri),
      cancel: browserForm(doors, call, { path: '/cancel', request: pending.id }),
    },
  }
}

/** For somebody who came by themselves. */
export const ownSignInProps = (doors: Doors, call: BrowserCall, place: string): SignInProps => ({
  ...doors.frame(call),
  form: ourForm(
    doors.digest,
    { path: '/sign-in', browserSecret: call.browserSecret },
    { action: doors.at(`/sign-in?return_to=${place}`), fields: { return_to: place } },
  ),
})

export const consentProps = (
  doors: Doors,
  call: BrowserCall,
  { open, question }: { readonly open: OpenRequest; readonly question: ConsentQuestion },
): ConsentProps => {
  const { browserSecret } = call
  const request = open.pending.id
  const { issuer } = doors.issuer.policy
  const ofPerson = question.asks.find(({ resource }) => resource.uri === issuer)
  return {
    ...doors.frame(call),
    form: ourForm(
      doors.digest,
      { path: '/consent', browserSecret, userId: question.person.id },
      { action: doors.at(`/consent?request=${request}`), fields: { request } },
    ),
    person: question.person,
    client: shownAsker(question.client, doors.brand),
    destination: shownDestination(question.redirectUri),
    servers: question.asks.filter((ask) => ask !== ofPerson).map(consentServer),
    identity: ofPerson && consentIdentity(ofPerson),
    isRemembered: question.isRemembered,
    switchAccount: browserForm(doors, call, { path: '/sign-out', request }),
  }
}

/** A form that nobody has to be signed in for. */
export const browserForm = (
  doors: Doors,
  { browserSecret }: BrowserCall,
  { path, request, query = '' }: { readonly path: string; readonly request?: string; readonly query?: string },
): FormTarget =>
  ourForm(doors.digest, { path, browserSecret }, { action: doors.at(`${path}${query}`), fields: { request } })

const consentServer = ({ resource, scopes }: ConsentAsk): ConsentServer => ({
  ...shownServer(resource),
  scopes: scopes.map(({ definition, isRequired }) => ({
    value: scopeValue(resource.uri, definition.name),
    name: definition.name,
    description: definition.description,
    isRequired,
    isTicked: true,
  })),
})

const consentIdentity = ({ resource, scopes }: ConsentAsk): readonly ConsentIdentity[] =>
  scopes.flatMap(({ definition: { name }, isRequired }) =>
    isIdentityScope(name)
      ? [{ value: scopeValue(resource.uri, name), openIdScope: name, isRequired, isTicked: true }]
      : [],
  )

/** Neither half can have a space. */
const scopeValue = (resource: string, scope: string): string => `${resource} ${scope}`

/** What was ticked; what was not on the page, the issuer leaves out. */
export const readTicked = (values: readonly string[]): readonly ResourceScopes[] => {
  const pairs = values.map((value) => value.split(' ', 2))
  const resources = [...new Set(pairs.map(([resource = '']) => resource))]
  return resources.map((resource) => ({
    resource,
    scopes: pairs.filter(([candidate]) => candidate === resource).map(([, scope = '']) => scope),
  }))
}

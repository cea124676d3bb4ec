/** What people do about their account: look, disconnect, sign out here or everywhere, change the password. */
import { formFor, hasForm, type Form, type Page } from '@gatehouse/testkit'
import { ofPage, type Answer } from './answers.ts'
import { at, endGrants, isListed, isSignedIn, type Facts } from './facts.ts'
import type { Real } from './real.ts'
import { canSignIn, countGuess, endSessions, openSession, touching } from './sessions.ts'
import { issuer } from './servers.ts'
import { mustEqual, type Effect, type Expected, type Step } from './step.ts'

export const accountPages = ['/account', '/account/apps', '/account/password'] as const
export type AccountPage = (typeof accountPages)[number]

/** Goes there, and signs in if asked. */
export const visitPage = (known: Facts, seat: number, path: AccountPage): Step => {
  const { person } = at(known.seats, seat)
  const { password } = at(known.people, person)
  return {
    async ask(real) {
      const { browser, person: somebody } = at(real.seats, seat)
      const page = await browser.open(`${issuer}${path}`, 'nowhere')
      return keep(real, seat, hasForm(page, '/sign-in') ? await somebody.signIn(page, { password }) : page)
    },
    expect(facts) {
      const isIn = isSignedIn(facts, seat)
      if (!isIn && !canSignIn(facts, person, true)) {
        return { says: 'sign-in', effects: [countGuess(facts, person), leaving(facts, seat)] }
      }
      const entry = isIn ? touching(facts, seat) : [openSession(facts, seat)]
      return arriving(facts, seat, { path, effects: entry })
    },
  }
}

const keep = (real: Real, seat: number, page: Page): Answer => {
  // A person whose request was lost goes back to the page before.
  if (page.status !== 503) real.accountPages.set(seat, page)
  return ofPage(page)
}

/** At a page of the account; the one of apps lists exactly the grants that live then. */
const arriving = (
  facts: Facts,
  seat: number,
  to: { readonly path: string; readonly effects: readonly Effect[] },
): Expected => {
  const { person } = at(facts.seats, seat)
  const { path, effects } = to
  const come = (answer: Answer | undefined): void => {
    const grantsShown = path === '/account/apps' ? grantsOn(answer?.page) : []
    if (answer) Object.assign(at(facts.seats, seat), { shows: path, grantsShown })
  }
  const proves = ({ page }: Answer): void => {
    if (path !== '/account/apps') return
    const listed = facts.grants.flatMap((grant, index) =>
      grant.person === person && isListed(facts, index) ? [grant] : [],
    )
    const shown = grantsOn(page)
    mustEqual('how many apps are listed', shown.length, listed.length)
    mustEqual(
      'apps that are not listed',
      listed.flatMap(({ id }) => (id === undefined || shown.includes(id) ? [] : [id])),
      [],
    )
  }
  return { says: `200 ${path}`, effects: [...effects, { verb: '', apply: come }], proves }
}

const isDisconnecting = ({ action }: Form): boolean => action.endsWith('/account/apps/disconnect')
const grantIn = ({ fields }: Form): string => fields.find(({ name }) => name === 'grant')?.value ?? ''
const grantsOn = (page: Page | undefined): readonly string[] => (page?.forms ?? []).filter(isDisconnecting).map(grantIn)

const leaving = (facts: Facts, seat: number): Effect => ({
  verb: '',
  apply: (answer) => void (answer && Object.assign(at(facts.seats, seat), { shows: undefined, grantsShown: [] })),
})

interface Posting {
  readonly seat: number
  readonly form: (page: Page) => Form
  readonly fields?: Readonly<Record<string, string>>
  /** For somebody who is signed in. */
  readonly deed: (facts: Facts) => Expected
}

/** A form of the account; whoever is not signed in any more is asked to sign in, and nothing is done. */
const posting = ({ seat, form, fields = {}, deed }: Posting): Step => ({
  async ask(real) {
    const page = real.accountPages.get(seat)
    if (!page) throw new Error('there is no page to post from')
    return keep(real, seat, await at(real.seats, seat).browser.submit(form(page), { fields }))
  },
  expect(facts) {
    if (!isSignedIn(facts, seat)) return { says: 'sign-in', effects: [leaving(facts, seat)] }
    const expected = deed(facts)
    return { ...expected, effects: [...touching(facts, seat), ...expected.effects] }
  },
})

const personAt = (facts: Facts, seat: number): number => at(facts.seats, seat).person

export const disconnect = (seat: number, grant: string): Step =>
  posting({
    seat,
    form: (page) =>
      page.forms.find((form) => isDisconnecting(form) && grantIn(form) === grant) ?? formFor(page, '/nowhere'),
    deed(facts) {
      const end = { verb: 'grants.end', apply: () => endGrants(facts, ({ id }) => id === grant) }
      return arriving(facts, seat, { path: '/account/apps', effects: [end] })
    },
  })

const endAll = (facts: Facts, seat: number, verb: string): Effect => ({
  verb,
  apply: () => endGrants(facts, ({ person }) => person === personAt(facts, seat)),
})

export const disconnectAll = (seat: number): Step =>
  posting({
    seat,
    form: (page) => formFor(page, '/account/apps/disconnect-all'),
    deed: (facts) => arriving(facts, seat, { path: '/account/apps', effects: [endAll(facts, seat, 'grants.endAll')] }),
  })

export const signOutEverywhere = (seat: number, withApps: boolean): Step =>
  posting({
    seat,
    form: (page) => formFor(page, '/account/sign-out-everywhere'),
    fields: withApps ? { apps: 'disconnect' } : {},
    deed(facts) {
      const apps = withApps ? [endAll(facts, seat, 'grants.endAll')] : []
      const effects = [...apps, endSessions(facts, personAt(facts, seat)), leaving(facts, seat)]
      return { says: '200 /signed-out', effects }
    },
  })

/** Needs nobody signed in. */
export const signOut = (seat: number): Step => ({
  async ask(real) {
    const page = real.accountPages.get(seat)
    if (!page) throw new Error('there is no page to sign out on')
    return ofPage(await at(real.seats, seat).browser.submit(formFor(page, '/sign-out')))
  },
  expect(facts) {
    const end = { verb: 'sessions.end', apply: () => void (at(facts.seats, seat).session = undefined) }
    const effects = isSignedIn(facts, seat) ? [...touching(facts, seat), end] : []
    const forget = { verb: '', apply: () => void (at(facts.seats, seat).session = undefined) }
    return { says: '200 /signed-out', effects: [...effects, forget, leaving(facts, seat)] }
  },
})

const passwords = ['a walk in the woods', 'a boat on the lake'] as const
export const otherPassword = (password: string): string => (password === passwords[0] ? passwords[1] : passwords[0])

export const changePassword = (known: Facts, seat: number, isRight: boolean): Step => {
  const { password } = at(known.people, personAt(known, seat))
  const next = otherPassword(password)
  return posting({
    seat,
    form: (page) => formFor(page, '/account/password'),
    fields: { current: isRight ? password : 'a wrong guess it is', password: next },
    deed(facts) {
      const person = personAt(facts, seat)
      if (!isRight) return { says: '403 /account/password', effects: [countGuess(facts, person)] }
      const change = { verb: 'users.changePassword', apply: () => renew(facts, person, next) }
      return arriving(facts, seat, { path: '/account', effects: [change, openSession(facts, seat)] })
    },
  })
}

/** Sessions, codes and grants from before are dead. */
export const renew = (facts: Facts, index: number, password: string): void => {
  const person = at(facts.people, index)
  person.password = password
  person.epoch += 1
  endGrants(facts, (grant) => grant.person === index)
}

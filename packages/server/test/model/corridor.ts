/** From an authorization request to its answer: asking, signing in, allowing, saying no. */
import { formFor } from '@gatehouse/testkit'
import { codeIn, ofPage, type Answer } from './answers.ts'
import { approvedOf, boxesOf, boxesOn, fixedOf, shownOf } from './consent.ts'
import { clientAsked, refusesAddress } from './clients.ts'
import { at, isIdentity, isSignedIn, lives, type Facts, type RequestFacts } from './facts.ts'
import { canSignIn, countGuess, openSession, touching } from './sessions.ts'
import { wishes, type Wish, type WishName } from './servers.ts'
import { mustEqual, refused, type Expected, type Step } from './step.ts'

/** By a link on another site. */
export const authorize = (
  known: Facts,
  wanted: { readonly seat: number; readonly client: number; readonly wish: WishName },
): Step => {
  const index = known.requests.length
  const { scope, resource, asks }: Wish = wishes[wanted.wish]
  const client = { ...at(known.clients, wanted.client) }
  return {
    async ask(real) {
      const app = real.app(client)
      const page = await at(real.seats, wanted.seat).browser.open(app.authorizationUrl({ scope, resource }))
      const answer = ofPage(page, client.address)
      if (['sign-in', 'consent'].includes(answer.says)) real.pages.set(index, page)
      return answer
    },
    expect(facts) {
      const { asClient, effects } = clientAsked(facts, wanted.client)
      if (!asClient || refusesAddress(asClient, client.address)) return { says: '400 /authorize', effects }
      if (typeof asks === 'string') return { says: asks, effects }
      const request: RequestFacts = {
        ...wanted,
        asClient,
        asked: asks,
        isOffline: scope?.includes('offline_access') === true,
        expiresAt: facts.now + lives.request,
        shows: isSignedIn(facts, wanted.seat) ? 'consent' : 'sign-in',
        boxes: [],
        fixed: [],
        isGone: false,
      }
      const keep = (answer: Answer | undefined): void => {
        // A request whose page was lost waits for nobody.
        if (answer) facts.requests.push(offering(facts, request, answer))
      }
      const create = { verb: 'pendingAuthorizations.create', apply: keep }
      return { ...showing(facts, request), effects: [...effects, create, ...touching(facts, wanted.seat)] }
    },
  }
}

/** A page with a form; on a consent page the right boxes. */
const showing = (facts: Facts, request: RequestFacts): Pick<Expected, 'says' | 'proves'> => {
  if (request.shows === 'sign-in') return { says: 'sign-in' }
  const boxes = boxesOf(shownOf(facts, request))
  return { says: 'consent', proves: ({ page }) => mustEqual('the boxes', boxesOn(page), boxes) }
}

const offering = (facts: Facts, request: RequestFacts, { page }: Answer): RequestFacts => ({
  ...request,
  boxes: boxesOn(page),
  fixed: fixedOf(shownOf(facts, request)),
})

/** Undefined while the request can go on in its browser. */
const overFor = (
  facts: Facts,
  { isGone, expiresAt, client, asClient }: RequestFacts,
  path: string,
): string | undefined => {
  const { isDisabled, isGone: isRemoved, provenance, address, ...now } = at(facts.clients, client)
  const isOver = isGone || expiresAt <= facts.now || isDisabled || isRemoved
  return isOver || refusesAddress(provenance === 'document' ? asClient : now, address) ? `400 ${path}` : undefined
}

/** On the sign-in page of a request. */
export const signIn = (known: Facts, index: number, isRight: boolean): Step => {
  const { seat, client } = at(known.requests, index)
  const { person } = at(known.seats, seat)
  const { password } = at(known.people, person)
  const { address } = at(known.clients, client)
  return {
    async ask(real) {
      const { person: somebody } = at(real.seats, seat)
      const page = real.pages.get(index)
      if (!page) throw new Error('there is no page to sign in on')
      const next = await somebody.signIn(page, { password: isRight ? password : 'a wrong guess it is' })
      const answer = ofPage(next, address)
      if (['sign-in', 'consent'].includes(answer.says)) real.pages.set(index, next)
      return answer
    },
    expect(facts) {
      const request = at(facts.requests, index)
      const over = overFor(facts, request, '/sign-in')
      if (over !== undefined) return refused(over)
      if (!canSignIn(facts, person, isRight)) return { says: 'sign-in', effects: [countGuess(facts, person)] }
      const opened = openSession(facts, seat)
      if (request.decision) return { says: '200 /consent', effects: [opened] }
      const shown: RequestFacts = { ...request, shows: 'consent' }
      const keep = (answer: Answer | undefined): void => {
        if (answer) facts.requests[index] = offering(facts, shown, answer)
      }
      return { ...showing(facts, shown), effects: [opened, { verb: '', apply: keep }] }
    },
  }
}

export type Choice = { readonly approve: true; readonly without?: string | undefined } | { readonly approve: false }

/** On the consent page of a request; `without`: a box that is cleared. */
export const decide = (known: Facts, index: number, choice: Choice): Step => {
  const { seat, client, boxes, fixed } = at(known.requests, index)
  const { address } = at(known.clients, client)
  const without = choice.approve && choice.without !== undefined ? [choice.without] : []
  return {
    async ask(real) {
      const { browser } = at(real.seats, seat)
      const page = real.pages.get(index)
      if (!page) throw new Error('there is no page to decide on')
      const filled = { button: choice.approve ? 'approve' : 'deny', untick: without }
      const next = await browser.submit(formFor(page, '/consent'), filled)
      const answer = ofPage(next, address)
      if (['sign-in', 'consent'].includes(answer.says)) real.pages.set(index, next)
      return answer
    },
    expect(facts) {
      const request = at(facts.requests, index)
      const over = overFor(facts, request, '/consent')
      if (over !== undefined) return { says: over, effects: touching(facts, seat) }
      if (!isSignedIn(facts, seat)) {
        const keep = { verb: '', apply: () => void (facts.requests[index] = { ...request, shows: 'sign-in' }) }
        return { says: 'sign-in', effects: [keep] }
      }
      const stays = [...boxes, ...fixed].filter((box) => !without.includes(box))
      const expected = choice.approve ? approving(facts, index, stays) : denying(facts, index)
      return { ...expected, effects: [...touching(facts, seat), ...expected.effects] }
    },
  }
}

/** The way out of the sign-in page. */
export const cancel = (known: Facts, index: number): Step => {
  const { seat, client } = at(known.requests, index)
  const { address } = at(known.clients, client)
  return {
    async ask(real) {
      const page = real.pages.get(index)
      if (!page) throw new Error('there is no page to cancel on')
      return ofPage(await at(real.seats, seat).browser.submit(formFor(page, '/cancel')), address)
    },
    expect(facts) {
      const over = overFor(facts, at(facts.requests, index), '/cancel')
      return over === undefined ? denying(facts, index, '/cancel') : refused(over)
    },
  }
}

/** What was decided is said once more for ten seconds, and is over then. */
const again = (facts: Facts, index: number, path: string): Expected | undefined => {
  const { decision } = at(facts.requests, index)
  if (!decision) return undefined
  if (facts.now - decision.at >= lives.burst) return refused(`200 ${path}`)
  if (decision.outcome === 'denied') return refused('access_denied')
  const code = decision.code
  const learn = (answer: Answer | undefined): void => {
    if (!answer || code === undefined) return
    const { text = codeIn(answer) } = at(facts.codes, code)
    mustEqual('the code of a second click', codeIn(answer), text)
    at(facts.codes, code).text = text
  }
  return { says: 'code', effects: [{ verb: '', apply: learn }] }
}

const approving = (facts: Facts, index: number, left: readonly string[]): Expected => {
  const request = at(facts.requests, index)
  const { seat, client, asClient, isOffline } = request
  const { person } = at(facts.seats, seat)
  const approved = approvedOf(shownOf(facts, request), left)
  const said = again(facts, index, '/consent')
  if (said) return said
  if (request.asked.some((pair) => !isIdentity(pair)) && approved.every(isIdentity)) return askingAgain(facts, index)
  const approve = (answer: Answer | undefined): void => {
    const code = facts.codes.length
    facts.codes.push({
      text: answer && codeIn(answer),
      person,
      epoch: at(facts.people, person).epoch,
      client,
      authentication: asClient.authentication,
      approved,
      isOffline,
      expiresAt: facts.now + lives.code,
      isGone: false,
    })
    facts.requests[index] = { ...request, decision: { outcome: 'approved', at: facts.now, code } }
  }
  return { says: 'code', effects: [{ verb: 'issuance.approve', apply: approve }] }
}

/** What was left is asked no more: the person chooses among what is. */
const askingAgain = (facts: Facts, index: number): Expected => {
  const request = at(facts.requests, index)
  const keep = (answer: Answer | undefined): void => {
    if (answer) facts.requests[index] = offering(facts, request, answer)
  }
  return { ...showing(facts, request), effects: [{ verb: '', apply: keep }] }
}

const denying = (facts: Facts, index: number, path = '/consent'): Expected => {
  const deny = (): void => {
    const decision = { outcome: 'denied', at: facts.now } as const
    facts.requests[index] = { ...at(facts.requests, index), decision }
  }
  return again(facts, index, path) ?? { says: 'access_denied', effects: [{ verb: 'issuance.deny', apply: deny }] }
}

/** Runs events against the real thing and the model: each answer must be the one that the model expects, whatever is lost or raced. */
import type { Act, Event, OnAccount } from './acts.ts'
import type { Answer } from './answers.ts'
import { documentClient, lives, type Facts } from './facts.ts'
import { learnGrants, proveStore } from './invariants.ts'
import { plan } from './plan.ts'
import type { Real } from './real.ts'
import { must, mustEqual, type Expected, type Step } from './step.ts'

/** fast-check holds one object; a race may put other facts in it. */
export interface Model {
  facts: Facts
}

export const isPossible = (event: Event, { facts }: Model): boolean => {
  if (isComposed(event)) return true
  if (event.do === 'crash') return plan(event.act, facts) !== undefined
  return event.do === 'race' ? event.acts.every((act) => plan(act, facts)) : plan(event, facts) !== undefined
}

export const perform = async (event: Event, model: Model, real: Real): Promise<void> => {
  if (event.do === 'connect') return connect(event, model, real)
  if (event.do === 'go and') return goAnd(event.act, model, real)
  if (event.do === 'news') return spread(event, model, real)
  return performOne(event, model, real)
}

type Composed = Extract<Event, { readonly do: 'connect' | 'go and' | 'news' }>
type One = Exclude<Event, Composed>

const isComposed = (event: Event): event is Composed => ['connect', 'go and', 'news'].includes(event.do)

const performOne = async (event: One, model: Model, real: Real): Promise<void> => {
  const came = await (event.do === 'race' ? race(event, model, real) : alone(event, model, real))
  real.told.push(`${event.do}: ${came}`)
  model.facts.now = real.clock.now()
  await learnGrants(real, model.facts)
  await proveStore(real, model.facts)
}

const alone = async (event: Exclude<One, { readonly do: 'race' }>, model: Model, real: Real): Promise<string> => {
  const step = plan(event.do === 'crash' ? event.act : event, model.facts)
  if (!step) throw new Error('nothing to do')
  return event.do === 'crash' ? crash(step, event, { model, real }) : take(step, model, real)
}

const take = async (step: Step, { facts }: Model, real: Real): Promise<string> => {
  const fetched = real.web.asked.length
  const expected = step.expect(facts)
  const answer = await step.ask(real)
  hold(expected, answer)
  // A stranger's address is asked only when the model says so. INV4
  const mayFetch = expected.effects.some(({ verb }) => verb === 'clients.saveDocument')
  must(mayFetch || real.web.asked.length === fetched, 'a document was fetched, and nobody asked to')
  return answer.says
}

const hold = ({ says, effects, proves }: Expected, answer: Answer): void => {
  mustEqual('the answer', answer.says, says)
  for (const { apply } of effects) apply(answer)
  proves?.(answer)
}

const unavailable = '503 temporarily_unavailable'

interface Both {
  readonly model: Model
  readonly real: Real
}

/** A fault is 503 and nothing else; what the store was told before it is there, the rest is not. INV1, INV7 */
const crash = async (
  step: Step,
  fault: Extract<Event, { readonly do: 'crash' }>,
  { model, real }: Both,
): Promise<string> => {
  const expected = step.expect(model.facts)
  const faults = real.faults[real.turn]
  faults.arm({ failAt: fault.at, when: fault.when })
  const answer = await step.ask(real)
  const operations = [...faults.operations]
  faults.reset()
  if (answer.says !== unavailable) {
    hold(expected, answer)
    return answer.says
  }
  must(operations.length >= fault.at, 'unavailable without a fault')
  const done = operations.slice(0, fault.when === 'after' ? fault.at : fault.at - 1)
  const arrived = operations.slice(0, fault.at - 1)
  for (const { verb, isInCookie, apply } of expected.effects) {
    if ((isInCookie ? arrived : done).includes(verb)) apply(undefined)
  }
  return unavailable
}

/** Whatever order the two took, their answers must be those of one after the other. */
const race = async (
  { acts, turns }: Extract<Event, { readonly do: 'race' }>,
  model: Model,
  real: Real,
): Promise<string> => {
  const [one, other] = acts.map((act) => plan(act, model.facts))
  if (!one || !other) throw new Error('nobody to race')
  const [first, second] = await real.interleaving.race(
    turns,
    () => real.by(0, () => one.ask(real)),
    () => real.by(1, () => other.ask(real)),
  )
  const orders: readonly Order[] = [
    [
      { step: one, answer: first },
      { step: other, answer: second },
    ],
    [
      { step: other, answer: second },
      { step: one, answer: first },
    ],
  ]
  const faults: string[] = []
  for (const order of orders) {
    const facts = structuredClone(model.facts)
    const fault = await proveOrder(order, facts, real)
    if (fault === undefined) {
      model.facts = facts
      return `${first.says}, ${second.says}`
    }
    faults.push(fault)
  }
  throw new Error(`no order of the two gives ${first.says} and ${second.says}: ${faults.join('; or ')}`)
}

type Order = readonly { readonly step: Step; readonly answer: Answer }[]

/** Undefined when the answers, and what is kept now, are those of this order. */
const proveOrder = async (order: Order, facts: Facts, real: Real): Promise<string | undefined> => {
  try {
    for (const { step, answer } of order) holdRaced(step.expect(facts), answer)
    await proveStore(real, facts)
    return undefined
  } catch (fault) {
    return String(fault)
  }
}

/** Which refusal it is may depend on how far the other one was. */
const holdRaced = (expected: Expected, answer: Answer): void => {
  const isRefusal = (says: string): boolean => says.startsWith('4')
  const says = isRefusal(expected.says) && isRefusal(answer.says) ? answer.says : expected.says
  hold({ ...expected, says }, answer)
}

/** As far as it goes: whoever gets no page decides nothing. */
const connect = async (event: Extract<Event, { readonly do: 'connect' }>, model: Model, real: Real): Promise<void> => {
  const { seat, client, wish, server } = event
  const index = model.facts.requests.length
  const request = () => model.facts.requests[index]
  const go = (act: Act): Promise<void> => ifPossible(act, model, real)
  await go({ do: 'authorize', seat, client, wish })
  if (request()?.shows === 'sign-in') await go({ do: 'sign in', request: 0, isRight: true })
  if (request()?.shows === 'consent') await go({ do: 'approve', request: 0, clears: 99 })
  if (request()?.decision?.outcome !== 'approved') return
  await go({ do: 'redeem', code: 0, by: 'own', isRightVerifier: true, redirectUri: 'same', server })
}

const ifPossible = async (act: Act, model: Model, real: Real): Promise<void> => {
  if (isPossible(act, model)) await perform(act, model, real)
}

/** Its copy has to age before anybody asks for the document again. */
const spread = async (news: Extract<Event, { readonly do: 'news' }>, model: Model, real: Real): Promise<void> => {
  const { seat, moves, hasKeys } = news
  await perform({ do: 'change document', moves, hasKeys }, model, real)
  await perform({ do: 'wait', span: lives.document }, model, real)
  await perform({ do: 'authorize', seat, client: documentClient, wish: 'plain' }, model, real)
}

const goAnd = async (act: OnAccount, model: Model, real: Real): Promise<void> => {
  await ifPossible({ do: 'visit', seat: act.seat, page: placeOf[act.do] }, model, real)
  await ifPossible(act, model, real)
}

const placeOf = {
  disconnect: '/account/apps',
  'disconnect all': '/account/apps',
  'sign out': '/account',
  'sign out everywhere': '/account',
  'change password': '/account/password',
} as const

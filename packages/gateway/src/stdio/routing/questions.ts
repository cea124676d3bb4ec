/** What a child wants to know from a client (elicitation, sampling): put to the one who can only be meant, or refused at once, so that the child never hangs. */
import type { GatewayLog } from '../../upstream.ts'
import { createDeadlines } from './deadlines.ts'
import { answerAs, errorFor, type Id, paramsOf, type Request, resultFor } from './json-rpc.ts'
import type { AskedClient, Call, Question } from './asker.ts'
import type { Link } from './link.ts'
import { onlyOwnerOf, type Owned, whomToAsk, type Why } from './whom-to-ask.ts'

export interface Questions {
  readonly onRequest: (request: Request) => void
  /** The child does not want to know any more. */
  readonly withdraw: (id: unknown) => void
  /** Nobody answers for this call any more, but the child may still be at work on it. */
  readonly onGivenUp: (call: Call) => void
  /** It is not. */
  readonly onLateAnswer: (id: unknown) => void
  /** The call that something of the child's must be about; `undefined` when it may be about several people's. */
  readonly onlyOwner: () => Owned | undefined
  readonly close: () => void
}

interface Open {
  readonly id: Id
  readonly method: string
  readonly call: Owned
  onClosed: () => void
}

export interface QuestionsNeeds {
  readonly link: Link
  readonly name: string
  readonly log: GatewayLog
  readonly now: () => number
}

/** In milliseconds: people think. */
export const longestQuestion = 600_000
const mostOpen = 100
const mostTold = 50
const refusedCode = -31_460

export const createQuestions = ({ link, name, log, now }: QuestionsNeeds): Questions => {
  const open = new Map<unknown, Open>()
  const lingering = createLingering(now)
  const refuse = createRefusals({ link, name, log })
  /** `false`: it was no longer open. */
  const settle = (question: Open): boolean => {
    clock.stop(question)
    const wasOpen = open.get(question.id) === question && open.delete(question.id)
    // The clock of a call stands still until everything about it is said.
    if (![...open.values()].some(({ call }) => call === question.call)) link.resumeClock(question.call)
    return wasOpen
  }
  const close = (question: Open, reason: string): void => {
    if (!settle(question)) return
    refuse(question, { reason })
    question.onClosed()
  }
  const put = ({ id, method, ...request }: Request, call: Owned): void => {
    const question: Open = { id, method, call, onClosed: () => undefined }
    open.set(id, question)
    clock.start(question)
    link.holdClock(call)
    const asked: Question = {
      method,
      params: paramsOf(request),
      respond: (response) => settle(question) && link.send(answerAs(id, response)),
      refuse: (reason) => close(question, reason),
      onClosed: (tell) => (question.onClosed = tell),
    }
    if (!canBePut(call.asker.client, asked)) close(question, 'it cannot be handed on')
  }
  const clock = createDeadlines<Open>({
    span: longestQuestion,
    now,
    onDue: (question) => close(question, 'nobody answered in time'),
  })

  return {
    onRequest(request) {
      if (request.method === 'ping') return link.send(resultFor(request.id, {}))
      const found = open.size < mostOpen ? whomToAsk(request, link.callsUnderWay(), lingering.calls()) : tooMany
      return 'reason' in found ? refuse(request, found) : put(request, found)
    },
    withdraw(id) {
      const question = open.get(id)
      if (question && settle(question)) question.onClosed()
    },
    onGivenUp(call) {
      lingering.add(call)
      for (const question of open.values()) if (question.call === call) close(question, 'its client has gone')
    },
    onLateAnswer: lingering.end,
    onlyOwner: () => onlyOwnerOf(link.callsUnderWay(), lingering.calls()),
    close() {
      clock.close()
      lingering.close()
      for (const { onClosed } of open.values()) onClosed()
      open.clear()
    },
  }
}

/** What is nested too deeply cannot be written down. */
const canBePut = (client: AskedClient, question: Question): boolean => {
  try {
    client.ask(question)
    return true
  } catch {
    return false
  }
}

/** Calls that were given up, and on which the child may still be at work. */
const createLingering = (now: () => number) => {
  const calls = new Map<unknown, Call>()
  const clock = createDeadlines<unknown>({ span: longestQuestion, now, onDue: (id) => void calls.delete(id) })
  return {
    calls: () => calls.values(),
    add: (call: Call): void => {
      calls.set(call.id, call)
      clock.start(call.id)
    },
    end: (id: unknown): void => {
      calls.delete(id)
      clock.stop(id)
    },
    close: clock.close,
  }
}

type Refuse = (question: Pick<Open, 'id' | 'method'>, why: Why) => void

const createRefusals = ({ link, name, log }: Omit<QuestionsNeeds, 'now'>): Refuse => {
  const told = new Set<string>()
  return ({ id, method }, { reason, help, code = refusedCode }) => {
    const message = `${method} cannot be answered: ${reason}`
    link.send(errorFor(id, { code, message, data: { reason: 'nobody_to_ask' } }))
    // One word about each kind is enough: a child may ask for ever.
    if (told.has(message) || told.size > mostTold) return
    told.add(message)
    log.warn('gateway.question-refused', { server: name, method, reason, help })
  }
}

const tooMany: Why = { reason: 'too many questions are open' }

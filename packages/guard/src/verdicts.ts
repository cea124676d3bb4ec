/** How a decision ends, and that it is told: what was found out in, an outcome and an event out. */
import { OAuthError, refuse } from '@gatehouse/protocol/errors'
import type { Answer } from './answer.ts'
import type { Caller } from './caller.ts'
import { type Refusal, createChallenges, noToken } from './challenge.ts'
import { wantsChallengeInResult } from './challenge-shapes.ts'
import { type Decision, describeRefusal } from './decision.ts'
import type { Incoming } from './incoming.ts'
import type { Call, Message } from './message.ts'
import type { Settings } from './options.ts'
import type { Rules } from './rules.ts'
import type { IsListed } from './tool-lists.ts'

export type Outcome = Answered | Passed

/** The guard answers by itself: discovery, a preflight, a refusal. */
export interface Answered {
  readonly answer: Answer
  /** Of a refusal: what was found out by then, for whoever tells of it together with the request. */
  readonly decision?: Decision
}

export interface Passed {
  /** `undefined` only where nobody has to be known. */
  readonly caller: Caller | undefined
  /** What is asked for, if the body had to be read; several in a batch. */
  readonly calls: readonly Call[]
  /** The JSON body, if it had to be read. */
  readonly body?: unknown
  /** The same of a form. */
  readonly form?: URLSearchParams | undefined
  /** Which tools the answer may list, if it is to be filtered. */
  readonly isListed?: IsListed | undefined
}

/** Where the guard stands: on its whole host, well-known URIs and all, or on a part of it. */
export type Stand = 'host' | 'part'

/** What is known so far: a refusal says as much as had been found out by then. */
export interface Findings {
  readonly incoming: Incoming
  readonly stand: Stand
  readonly caller?: Caller | undefined
  readonly message?: Message | undefined
  readonly form?: URLSearchParams | undefined
  readonly calls: readonly Call[]
  readonly scopesNeeded: readonly string[]
}

export const createVerdicts = (settings: Settings, rules: Rules) => {
  const challenges = {
    host: createChallenges(settings),
    part: createChallenges({ ...settings, metadataUrl: settings.metadataUrlOnPart }),
  }

  const eventOf = ({ caller, calls, scopesNeeded }: Findings) => ({
    resource: settings.resource,
    calls,
    scopesNeeded,
    ...(caller && { caller }),
  })

  const report = (decision: Decision): void => {
    try {
      settings.onDecision?.(decision)
    } catch {
      // A broken log must neither open nor close the door.
    }
  }

  const refused = (findings: Findings, refusal: Refusal): Answered => {
    const decision: Decision = { outcome: 'refused', ...eventOf(findings), ...describeRefusal(refusal) }
    report(decision)
    const { incoming, message, stand, scopesNeeded } = findings
    if (message && isForResult(findings, refusal)) {
      return { answer: challenges[stand].answerInResult(message, refusal, scopesNeeded), decision }
    }
    return { answer: challenges[stand].answer(incoming.method, refusal, scopesNeeded), decision }
  }

  /** Throws insufficient_scope, with all scopes that are needed. */
  const requireScopes = ({ caller, scopesNeeded }: Findings): void => {
    if (rules.isGranted(scopesNeeded, caller?.scopes ?? [])) return
    throw refuse('insufficient_scope', `this needs the scope ${scopesNeeded.join(' ')}`)
  }

  /** Whatever may bring a list: a call for one, or a stream, on which older transports and resumed sessions answer. */
  const filterFor = ({ incoming, caller, calls }: Findings): IsListed | undefined => {
    const mayList = incoming.method === 'GET' || calls.some(({ method }) => method === 'tools/list')
    return settings.filterTools && mayList ? (tool) => rules.isListed(tool, caller?.scopes) : undefined
  }

  /** Throws insufficient_scope. */
  const admit = (findings: Findings): Outcome => {
    const { caller, message, form, calls } = findings
    if (caller) requireScopes(findings)
    else if (!rules.isOpen(calls)) return refused(findings, noToken)
    if (settings.onDecision) report({ outcome: 'allowed', ...eventOf(findings) })
    const passed = { caller, calls, form, isListed: filterFor(findings) }
    return message ? { ...passed, body: message.body } : passed
  }

  return { refused, requireScopes, admit }
}

/** Only what signing in would mend, and only for the call of one tool. */
const isForResult = ({ incoming, calls, message }: Findings, refusal: Refusal): boolean => {
  const isMendable = refusal === noToken || (refusal instanceof OAuthError && refusal.code === 'insufficient_scope')
  const isToolCall = calls.length === 1 && calls[0]?.method === 'tools/call' && message?.id !== undefined
  return isMendable && isToolCall && wantsChallengeInResult(incoming, message?.clientName)
}

/**
 * The one decision, whatever framework asks: a request in; out comes a known caller, or the answer that says how to get in.
 * A token that was seen before and a rule that needs no body are decided without waiting: the hot path makes no promise. RFC 6750, RFC 9728
 */
import { refuse } from '@gatehouse/protocol/errors'
import type { Answer } from './answer.ts'
import { createAuthentication } from './authenticate.ts'
import type { Caller } from './caller.ts'
import { type Refusal, createChallenges, noToken, toRefusal } from './challenge.ts'
import { isPreflight, preflight } from './cors.ts'
import { findToken, isForm, refuseFormToken } from './credential.ts'
import { describeRefusal } from './decision.ts'
import type { Incoming } from './incoming.ts'
import { type Call, readMessage } from './message.ts'
import { createDiscovery } from './metadata.ts'
import type { Settings } from './options.ts'
import { type Rules, createRules } from './rules.ts'

export type Outcome = Answered | Passed

/** The guard answers by itself: discovery, a preflight, a refusal. */
export interface Answered {
  readonly answer: Answer
}

export interface Passed {
  readonly caller: Caller
  /** The JSON body, if it had to be read. */
  readonly body?: unknown
}

/** Where the guard stands: on its whole host, well-known URIs and all, or on a part of it. */
export type Stand = 'host' | 'part'

export interface Gate {
  /** Never throws, never rejects. */
  decide(incoming: Incoming, stand?: Stand): Outcome | Promise<Outcome>
}

/** What is known so far: a refusal says as much as had been found out by then. */
interface Findings {
  readonly incoming: Incoming
  readonly stand: Stand
  readonly caller?: Caller
  readonly calls: readonly Call[]
  readonly scopesNeeded: readonly string[]
}

const noCalls: readonly Call[] = []

export const createGate = (settings: Settings): Gate => {
  const answerDiscovery = createDiscovery(settings)
  const authenticate = createAuthentication(settings)
  const rules = createRules(settings)
  const verdicts = createVerdicts(settings, rules)
  const neededAlways = rules.needed(noCalls)

  const decideSlowly = async (begun: Findings, proving: Caller | Promise<Caller>): Promise<Outcome> => {
    let findings = begun
    try {
      const caller = await proving
      findings = { ...begun, caller }
      if (isForm(begun.incoming)) await refuseFormToken(begun.incoming)
      const message = rules.dependOnBody ? await readMessage(begun.incoming) : undefined
      const calls = message?.calls ?? noCalls
      const known = { ...findings, caller, calls, scopesNeeded: rules.needed(calls) }
      findings = known
      return verdicts.admit(known, message)
    } catch (error) {
      return verdicts.refused(findings, toRefusal(error))
    }
  }

  return {
    decide(incoming, stand = 'host') {
      const ready = answerDiscovery(incoming) ?? (isPreflight(incoming) ? preflight : undefined)
      if (ready) return { answer: ready }
      let findings: Findings = { incoming, stand, calls: noCalls, scopesNeeded: neededAlways }
      try {
        const token = findToken(incoming)
        if (token === undefined) return verdicts.refused(findings, noToken)
        const caller = authenticate(token)
        if (caller instanceof Promise || rules.dependOnBody || isForm(incoming)) return decideSlowly(findings, caller)
        const known = { ...findings, caller }
        findings = known
        return verdicts.admit(known)
      } catch (error) {
        return verdicts.refused(findings, toRefusal(error))
      }
    },
  }
}

/** How a decision ends, and that it is told. */
const createVerdicts = (settings: Settings, rules: Rules) => {
  const challenges = {
    host: createChallenges(settings),
    part: createChallenges({ ...settings, metadataUrl: settings.metadataUrlOnPart }),
  }
  const report = ({ caller, calls, scopesNeeded }: Findings, refusal?: Refusal): void => {
    if (!settings.onDecision) return
    const event = { resource: settings.resource, calls, scopesNeeded, ...(caller && { caller }) }
    try {
      settings.onDecision(
        refusal ? { outcome: 'refused', ...event, ...describeRefusal(refusal) } : { outcome: 'allowed', ...event },
      )
    } catch {
      // A broken log must neither open nor close the door.
    }
  }
  return {
    refused(findings: Findings, refusal: Refusal): Answered {
      report(findings, refusal)
      return { answer: challenges[findings.stand].answer(findings.incoming.method, refusal, findings.scopesNeeded) }
    },
    /** Throws insufficient_scope. */
    admit(findings: Findings & { readonly caller: Caller }, read?: { readonly body: unknown }): Passed {
      const { caller, scopesNeeded } = findings
      if (!rules.isGranted(scopesNeeded, caller.scopes)) {
        throw refuse('insufficient_scope', `this needs the scope ${scopesNeeded.join(' ')}`)
      }
      report(findings)
      return read ? { caller, body: read.body } : { caller }
    },
  }
}

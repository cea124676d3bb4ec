/**
 * The one decision, whatever framework asks: a request in; out comes a known caller, or the answer that says how to get in.
 * A token that was seen before and a rule that needs no body are decided without waiting: the hot path makes no promise. RFC 6750, RFC 9728
 */
import type { Answer } from './answer.ts'
import { createAuthentication } from './authenticate.ts'
import type { Caller } from './caller.ts'
import { noToken, toRefusal } from './challenge.ts'
import { wantsChallengeInResult } from './challenge-shapes.ts'
import { isPreflight, preflight } from './cors.ts'
import { findToken, isForm, readForm } from './credential.ts'
import type { Incoming } from './incoming.ts'
import { readHeaderCall } from './header-agreement.ts'
import { type Call, readMessage } from './message.ts'
import { createDiscovery } from './metadata.ts'
import type { Settings } from './options.ts'
import { type Rules, createRules } from './rules.ts'
import { type Findings, type Outcome, type Stand, createVerdicts } from './verdicts.ts'

export interface Gate {
  /** Never throws, never rejects. */
  decide(incoming: Incoming, stand?: Stand): Outcome | Promise<Outcome>
  /** Our own discovery documents alone; `undefined` for everything else. Never throws, never rejects. */
  discover(incoming: Incoming): Answer | Promise<Answer> | undefined
  /** No more connections of its own, no timers. */
  close(): void
}

const noCalls: readonly Call[] = []

/** `rules`: those of the settings, unless they change while the gate stands. */
export const createGate = (settings: Settings, rules: Rules = createRules(settings)): Gate => {
  const discovery = createDiscovery(settings)
  const { authenticate, keyHeader, close } = createAuthentication(settings)
  const verdicts = createVerdicts(settings, rules)
  const neededAlways = [...new Set(settings.scopes)]
  const letsNobodyIn = settings.mode === 'required' && settings.anonymousTools.length === 0

  /** Everything that has to wait: a proof, a body. */
  const decideSlowly = async (begun: Findings, proving: Caller | undefined | Promise<Caller>): Promise<Outcome> => {
    let findings = begun
    try {
      findings = { ...begun, caller: await proving }
      const named = findings.caller && rules.dependOnBody ? callByHeaders(begun.incoming, rules) : undefined
      if (named)
        verdicts.requireScopes((findings = { ...findings, calls: [named], scopesNeeded: rules.needed([named]) }))
      const form = isForm(begun.incoming) ? await readForm(begun.incoming) : undefined
      const message = rules.dependOnBody ? await readMessage(begun.incoming) : undefined
      const calls = message?.calls ?? noCalls
      await rules.prepare?.(calls)
      findings = { ...findings, form, message, calls, scopesNeeded: rules.needed(calls) }
      return verdicts.admit(findings)
    } catch (error) {
      return verdicts.refused(findings, toRefusal(error))
    }
  }

  return {
    close,
    discover: (incoming) => discovery.answer(incoming),
    decide(incoming, stand = 'host') {
      const ready = discovery.answer(incoming) ?? discovery.refuse(incoming)
      if (ready instanceof Promise) return answerSoon(ready)
      if (ready) return { answer: ready }
      if (isPreflight(incoming)) return { answer: preflight }
      const findings: Findings = { incoming, stand, calls: noCalls, scopesNeeded: neededAlways }
      try {
        const token = settings.mode === 'disabled' ? undefined : findToken(incoming, keyHeader)
        if (token === undefined && letsNobodyIn) return verdicts.refused(findings, noToken)
        const caller = token === undefined ? undefined : authenticate(token)
        if (caller instanceof Promise || rules.dependOnBody || isForm(incoming)) return decideSlowly(findings, caller)
        return verdicts.admit({ ...findings, caller })
      } catch (error) {
        return verdicts.refused(findings, toRefusal(error))
      }
    },
  }
}

const answerSoon = async (coming: Promise<Answer>): Promise<Outcome> => ({ answer: await coming })

/** The call that the headers name, if that tells everything it needs: who may not do it learns so before the body has come. Later the body has to agree. */
const callByHeaders = (incoming: Incoming, rules: Rules): Call | undefined => {
  const call = readHeaderCall(incoming)
  return call && rules.isKnownByName(call) && !wantsChallengeInResult(incoming, undefined) ? call : undefined
}

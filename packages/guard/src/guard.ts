/** The guard: a request in; out comes the next handler's answer to a known caller, or a refusal that says how to get in. RFC 6750, RFC 9728 */
import { refuse } from '@gatehouse/protocol/errors'
import { createAuthentication } from './authenticate.ts'
import type { Caller } from './caller.ts'
import { type Refusal, createChallenges, noToken, toRefusal } from './challenge.ts'
import { isPreflight, openToBrowser, preflight } from './cors.ts'
import { findToken, refuseFormToken } from './credential.ts'
import { describeRefusal } from './decision.ts'
import { type Call, readMessage } from './message.ts'
import { createDiscovery } from './metadata.ts'
import { type GuardOptions, readOptions } from './options.ts'
import { createRules } from './rules.ts'

/** What the next handler gets. */
export interface Admitted {
  /** The request as it came, its body unread. */
  readonly request: Request
  readonly caller: Caller
  /** The JSON body, if the rules depend on it. */
  readonly body?: unknown
}

export interface Guard {
  /**
   * Answers discovery, preflights and refusals by itself; calls `next` only for a caller who may do what is asked.
   * Never throws on its own; whatever `next` throws comes through.
   */
  handle(request: Request, next: (admitted: Admitted) => Response | Promise<Response>): Promise<Response>
}

/** What is known so far: a refusal says as much as had been found out by then. */
interface Findings {
  readonly caller?: Caller
  readonly calls: readonly Call[]
  readonly scopesNeeded: readonly string[]
}

/** Throws GuardMisconfigured; opens no connection before the first token comes. */
export const createGuard = (options: GuardOptions): Guard => {
  const settings = readOptions(options)
  const answerDiscovery = createDiscovery(settings)
  const challenges = createChallenges(settings)
  const authenticate = createAuthentication(settings)
  const rules = createRules(settings)

  const decide = async (
    request: Request,
  ): Promise<Findings & ({ readonly admitted: Admitted } | { readonly refusal: Refusal })> => {
    let findings: Findings = { calls: [], scopesNeeded: settings.scopes }
    try {
      const token = findToken(request)
      if (token === undefined) return { ...findings, refusal: noToken }
      const caller = await authenticate(token)
      findings = { ...findings, caller }
      await refuseFormToken(request)
      const message = rules.dependOnBody ? await readMessage(request) : undefined
      const calls = message?.calls ?? []
      findings = { caller, calls, scopesNeeded: rules.needed(calls) }
      if (!rules.isGranted(findings.scopesNeeded, caller.scopes)) {
        throw refuse('insufficient_scope', `this needs the scope ${findings.scopesNeeded.join(' ')}`)
      }
      return { ...findings, admitted: { request, caller, ...(message && { body: message.body }) } }
    } catch (error) {
      return { ...findings, refusal: toRefusal(error) }
    }
  }

  const report = (findings: Findings, refusal?: Refusal): void => {
    const { caller, calls, scopesNeeded } = findings
    const event = { resource: settings.resource, calls, scopesNeeded, ...(caller && { caller }) }
    try {
      settings.onDecision?.(
        refusal ? { outcome: 'refused', ...event, ...describeRefusal(refusal) } : { outcome: 'allowed', ...event },
      )
    } catch {
      // A broken log must neither open nor close the door.
    }
  }

  return {
    async handle(request, next) {
      const open = answerDiscovery(request) ?? (isPreflight(request) ? preflight() : undefined)
      if (open) return open
      const decided = await decide(request)
      if ('refusal' in decided) {
        report(decided, decided.refusal)
        return challenges.answer(request, decided.refusal, decided.scopesNeeded)
      }
      report(decided)
      return openToBrowser(request, await next(decided.admitted))
    },
  }
}

/** The guard for web requests: a request in; out comes the next handler's answer to a known caller, or a refusal that says how to get in. */
import { toResponse } from './answer.ts'
import type { Caller } from './caller.ts'
import { openToBrowser } from './cors.ts'
import { type Gate, type Stand, createGate } from './gate.ts'
import { fromRequest } from './incoming.ts'
import { type GuardOptions, readOptions } from './options.ts'

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
  handle(request: Request, next: Next): Promise<Response>
}

export type Next = (admitted: Admitted) => Response | Promise<Response>

/** Throws GuardMisconfigured; opens no connection before the first token comes. */
export const createGuard = (options: GuardOptions): Guard => {
  const pass = handleBy(createGate(readOptions(options)))
  return { handle: (request, next) => pass(request, next) }
}

/** For adapters whose framework hands on web requests. */
export const handleBy =
  (gate: Gate) =>
  async (request: Request, next: Next, stand?: Stand): Promise<Response> => {
    const decided = gate.decide(fromRequest(request), stand)
    const outcome = decided instanceof Promise ? await decided : decided
    if ('answer' in outcome) return toResponse(outcome.answer)
    return openToBrowser(request, await next({ request, ...outcome }))
  }

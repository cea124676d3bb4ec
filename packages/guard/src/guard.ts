/** The guard for web requests: a request in; out comes the next handler's answer to a known caller, or a refusal that says how to get in. */
import { toResponse } from './answer.ts'
import type { Caller } from './caller.ts'
import { type Finding, checkIssuers } from './check-issuer.ts'
import { openToBrowser } from './cors.ts'
import { describeRules, toTable } from './describe.ts'
import { filterResponse } from './filter-response.ts'
import { type Gate, createGate } from './gate.ts'
import { fromRequest } from './incoming.ts'
import { type GuardOptions, readOptions } from './options.ts'
import type { Stand } from './verdicts.ts'

/** What the next handler gets. */
export interface Admitted<Known = Caller> {
  /** The request as it came, its body unread. */
  readonly request: Request
  /** `undefined` only where the options let somebody pass who is not known. */
  readonly caller: Known
  /** The JSON body, if the rules depend on it. */
  readonly body?: unknown
}

export interface Guard<Known = Caller> {
  /**
   * Answers discovery, preflights and refusals by itself; calls `next` only for a caller who may do what is asked.
   * Never throws on its own; whatever `next` throws comes through.
   */
  handle(request: Request, next: Next<Known>): Promise<Response>
  /**
   * Our own discovery documents alone; `undefined` for every other request. For a host with several resources: ask each guard, then route.
   */
  discover(request: Request): Promise<Response | undefined>
  /** The rules as a table of text: what is asked for what. */
  describe(): string
  /** Asks the issuers for their metadata: what a real client will miss there. Never rejects. */
  checkIssuer(): Promise<readonly Finding[]>
  /** Ends what goes on between calls: the feed of what has ended. No timer holds the process, so this is for whoever wants order. */
  close(): void
}

export type Next<Known> = (admitted: Admitted<Known>) => Response | Promise<Response>

/** `Caller`, unless the options may let somebody pass who is not known. */
export type CallerOf<Options> = Options extends {
  readonly resource: string
  readonly mode?: 'required'
  readonly anonymousTools?: never
}
  ? Caller
  : Caller | undefined

/** Throws GuardMisconfigured; opens no connection before the first token comes. */
export const createGuard = <const Options extends GuardOptions>(options: Options): Guard<CallerOf<Options>> => {
  const settings = readOptions(options)
  const gate = createGate(settings)
  const pass = handleBy<CallerOf<Options>>(gate)
  return {
    handle: (request, next) => pass(request, next),
    discover: (request) => discoverBy(gate, request),
    describe: () => toTable(describeRules(settings)),
    checkIssuer: () => checkIssuers(settings),
    close: () => gate.close(),
  }
}

/** Both for adapters whose framework hands on web requests. */
export const discoverBy = async (gate: Gate, request: Request): Promise<Response | undefined> => {
  const answer = await gate.discover(fromRequest(request))
  return answer && toResponse(answer)
}

export const handleBy =
  <Who>(gate: Gate) =>
  async (request: Request, next: Next<Who>, stand?: Stand): Promise<Response> => {
    const decided = gate.decide(fromRequest(request), stand)
    const outcome = decided instanceof Promise ? await decided : decided
    if ('answer' in outcome) return toResponse(outcome.answer)
    const { form: _, calls: __, isListed, ...passed } = outcome
    // The gate lets nobody pass unknown unless the options said so, and then `Who` says so, too.
    const admitted = { request, ...passed } as Admitted<Who>
    const answered = await next(admitted)
    return openToBrowser(request, isListed ? await filterResponse(request.method, answered, isListed) : answered)
  }

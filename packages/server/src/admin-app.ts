/**
 * The admin API as a web handler. It is served on a Unix socket that only the operator can open, and nowhere else: whoever reaches it may
 * do everything. The table of `@gatehouse/admin-api` says what goes in and out.
 */
import type { Visit } from '@gatehouse/issuer/visit'
import type { OAuthError } from '@gatehouse/protocol/errors'
import { parseJson } from '@gatehouse/protocol/json'
import type { AppNeeds } from './app-needs.ts'
import { AdminProblem, type Answers } from './admin/answers.ts'
import { clients } from './admin/clients.ts'
import { findRoute, type Found } from './admin/find-route.ts'
import { journal } from './admin/journal.ts'
import { keys } from './admin/keys.ts'
import { probeAnswers } from './admin/probes.ts'
import { registrationTokens } from './admin/registration-tokens.ts'
import { servers } from './admin/servers.ts'
import { status } from './admin/status.ts'
import { users } from './admin/users.ts'
import { readBody } from './http/body.ts'
import { logRefusal, toRefusal } from './http/error-response.ts'
import { empty, json } from './http/respond.ts'

type AdminNeeds = Pick<AppNeeds, 'issuer' | 'ids' | 'log' | 'keyKeeping' | 'probes'>
type Answer = (input: unknown, visit: Visit) => Promise<unknown>

/** A server with hundreds of described scopes. */
const largestBody = 256 * 1024

export const createAdminApp = ({
  issuer,
  ids,
  log,
  keyKeeping,
  probes,
}: AdminNeeds): ((request: Request) => Promise<Response>) => {
  const answers: Answers = {
    ...status(issuer),
    ...users(issuer),
    ...clients(issuer),
    ...registrationTokens(issuer),
    ...servers(issuer),
    ...keys(keyKeeping),
    ...probeAnswers(probes),
    ...journal(issuer),
  }
  return async (request) => {
    const visit: Visit = { traceId: ids.next('trc'), source: 'admin socket' }
    const { pathname, searchParams } = new URL(request.url)
    const found = findRoute(request.method, pathname)
    if ('allowed' in found) return noRoute(found.allowed)
    const answer = answers[found.name] as Answer // its input is parsed by the schema of the same route
    try {
      const output = await answer(await readInput(found, request, searchParams), visit)
      // The schema keeps what it names: a hash that is in the row does not get out.
      return json(found.route.output.parse(output))
    } catch (error) {
      if (error instanceof AdminProblem) return problemResponse(error)
      const refusal = toRefusal(error, visit)
      logRefusal(log, refusal, { ...visit, method: request.method, path: pathname })
      return problemResponse(ofRefusal(refusal))
    }
  }
}

const noRoute = (allowed: readonly string[]): Response =>
  allowed.length === 0
    ? problemResponse(new AdminProblem('not_found', 'the admin API has no such route'))
    : empty(405, { Allow: allowed.join(', ') })

const readInput = async ({ route, parameters }: Found, request: Request, query: URLSearchParams): Promise<unknown> => {
  const rest = request.method === 'GET' ? Object.fromEntries(query) : await readJson(request)
  const input = route.input.safeParse({ ...rest, ...parameters })
  if (input.success) return input.data
  const [issue] = input.error.issues
  const field = issue?.path.join('.') ?? ''
  throw new AdminProblem('invalid_request', `${field}: ${issue?.message ?? 'malformed'}`, field)
}

const readJson = async (request: Request): Promise<object> => {
  const text = request.body ? await readBody(request, { kind: 'json', limit: largestBody }) : ''
  const body = text === '' ? {} : parseJson(text, { refusal: 'invalid_request' })
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body
  throw new AdminProblem('invalid_request', 'the body must be a JSON object')
}

const ofRefusal = ({ status: code, description, parameter }: OAuthError): AdminProblem => {
  if (code === 500) return new AdminProblem('server_error', description)
  if (code === 503) return new AdminProblem('temporarily_unavailable', description)
  return new AdminProblem('invalid_request', description, parameter)
}

const problemResponse = ({ code, status: http, message, field }: AdminProblem): Response =>
  json({ error: code, error_description: message, ...(field === undefined ? {} : { field }) }, http)

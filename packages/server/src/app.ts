/**
 * The list of endpoints becomes one web handler. What is true of every request is said here: sizes, unknown paths and methods, HEAD, CORS,
 * errors, security headers. A plain map routes: a router would have nothing to match and much to normalise.
 */
import type { Visit } from '@gatehouse/issuer/visit'
import { refuse } from '@gatehouse/protocol/errors'
import type { AppFetch, AppNeeds } from './app-needs.ts'
import { signInFirst } from './corridor/sign-in-first.ts'
import { allEndpoints } from './endpoints/index.ts'
import { wantsHtml } from './http/accept.ts'
import { admit, type Enter } from './http/admit.ts'
import { allowAnyOrigin, preflight } from './http/cors.ts'
import { openDoors, type Doors } from './http/doors.ts'
import { isForPeople } from './http/endpoint.ts'
import { errorHtml, errorJson, logRefusal, toRefusal } from './http/error-response.ts'
import { mountTable } from './http/mount-table.ts'
import { empty } from './http/respond.ts'
import { routeTable, type Place } from './http/route-table.ts'
import { secured } from './http/security-headers.ts'
import { refuseOversized } from './http/size-limits.ts'
import { visitsOf } from './http/visit.ts'
import { createObserve } from './observe/observe.ts'

interface Arrived {
  readonly request: Request
  readonly path: string
  readonly place: Place | undefined
  readonly visit: Visit
}

export const createApp = (needs: AppNeeds): AppFetch => {
  const doors = openDoors(needs)
  const placeAt = routeTable(allEndpoints(doors), doors)
  const mountAt = mountTable(needs.mounts)
  const visitOf = visitsOf(needs.ids, needs.trustedProxies)
  const enter = admit(doors, signInFirst)
  const observe = createObserve(needs.metrics)
  return async (request, peer) => {
    const path = new URL(request.url).pathname
    const mount = mountAt(path)
    const place = mount ? undefined : placeAt(path)
    const arrived: Arrived = { request, path, place, visit: visitOf((name) => request.headers.get(name), peer) }
    needs.probes.see(request, peer, arrived.visit.source)
    const seen = { request, route: mount?.path ?? place?.route ?? 'unknown', traceId: arrived.visit.traceId }
    const refusing = (error: unknown): Response => refused(doors, arrived, error)
    if (mount) return observe(seen, () => mount.fetch(request).catch(refusing))
    const response = await observe(seen, () => answer(enter, arrived).catch(refusing))
    const whole = secured(place?.cors ? allowAnyOrigin(response) : response, needs)
    return request.method === 'HEAD' ? headOf(whole) : whole
  }
}

const answer = async (enter: Enter, { request, place, visit }: Arrived): Promise<Response> => {
  refuseOversized(request)
  if (!place) throw refuse('invalid_request', 'there is nothing at this address', { status: 404 })
  const isHead = request.method === 'HEAD'
  const endpoint = place.methods.get(isHead ? 'GET' : request.method)
  if (!endpoint) return request.method === 'OPTIONS' && place.cors ? preflight(place.allowed) : notAllowed(place)
  // A page may begin something when it is opened; whoever asks for headers only begins nothing.
  if (isHead && isForPeople(endpoint)) return empty(200, { 'Content-Type': 'text/html; charset=utf-8' })
  return enter(endpoint, request, visit)
}

const headOf = ({ status, headers }: Response): Response => new Response(null, { status, headers })

const notAllowed = ({ allowed }: Place): Response => empty(405, { Allow: allowed.join(', ') })

const refused = (doors: Doors, { request, path, place, visit }: Arrived, error: unknown): Response => {
  const { traceId, source } = visit
  const refusal = toRefusal(error, visit)
  logRefusal(doors.log, refusal, { traceId, source, method: request.method, path })
  const asPage = place ? place.isForPeople : wantsHtml(request) && !path.startsWith('/.well-known/')
  return asPage ? errorHtml(doors, refusal, { visit }) : errorJson(refusal, request, visit)
}

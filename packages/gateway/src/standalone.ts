/**
 * A gateway that has its origin to itself, its authorization server elsewhere: what stands at every address that belongs to no server. Probes
 * for whoever keeps the process, and 404 in JSON, so that no client takes a page for a document.
 */
import { harmless } from './write-answer.ts'

interface StandaloneNeeds {
  /** Aborted when the process begins to leave. */
  readonly leaving: AbortSignal
}

/** Never rejects. */
export const createStandalone =
  ({ leaving }: StandaloneNeeds) =>
  async (request: Request): Promise<Response> => {
    const probe = probes.get(new URL(request.url).pathname)
    if (!probe) return answer(404, { error: 'not_found', error_description: 'there is nothing at this address' })
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return answer(405, { error: 'method_not_allowed' }, { allow: 'GET, HEAD' })
    }
    return probe(leaving.aborted)
  }

type Headers = Readonly<Record<string, string>>

const answer = (status: number, body: object, headers: Headers = {}): Response =>
  Response.json(body, { status, headers: { ...harmless, 'cache-control': 'no-store', ...headers } })

/** Upstreams are not asked: one that is down is no reason to take the others out of service. */
const probes: ReadonlyMap<string, (isLeaving: boolean) => Response> = new Map<string, (isLeaving: boolean) => Response>(
  [
    ['/health', () => answer(200, { status: 'ok' })],
    [
      '/ready',
      (isLeaving) =>
        isLeaving ? answer(503, { status: 'not ready' }, { 'retry-after': '2' }) : answer(200, { status: 'ready' }),
    ],
  ],
)

/** GET /metrics: for Prometheus, with the operator's token. Without one it does not exist here; a port of its own is the other way. */
import { parseBearer } from '@gatehouse/protocol/bearer'
import { refuse } from '@gatehouse/protocol/errors'
import type { Doors } from '../http/doors.ts'
import { noBody, type PublicEndpoint } from '../http/endpoint.ts'
import type { Metrics } from '../observe/metrics.ts'
import { metricsResponse } from '../observe/metrics-response.ts'

export const metricsEndpoint = ({ digest }: Doors, metrics: Metrics, token: string): PublicEndpoint => ({
  role: 'public',
  method: 'GET',
  path: '/metrics',
  isAtRoot: true,
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: false,
  async handle({ request }) {
    const bearer = parseBearer(request.headers.get('Authorization'))
    const isRight = 'token' in bearer && digest.equal(digest.sha256(bearer.token), digest.sha256(token))
    if (!isRight) throw refuse('invalid_token', 'the metrics need the token of the option metrics.token')
    return metricsResponse(metrics)
  },
})

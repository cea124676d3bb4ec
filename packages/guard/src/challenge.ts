/** A refusal as the HTTP answer that a client knows how to mend. RFC 6750 §3, RFC 9728 §5.1 */
import { formatChallenge } from '@gatehouse/protocol/challenge'
import { OAuthError, refuse, toErrorBody } from '@gatehouse/protocol/errors'
import type { Answer } from './answer.ts'
import { openToAll } from './cors.ts'
import { type Message, MessageRefused } from './message.ts'

/** No token was sent: nobody did anything wrong yet. */
export const noToken = Symbol('no token')

export type Refusal = typeof noToken | OAuthError | MessageRefused

export interface ChallengeNeeds {
  readonly resource: string
  readonly metadataUrl: string
}

export interface Challenges {
  /** `scope`: all scopes that this operation needs, as far as it is known. */
  answer(method: string, refusal: Refusal, scope: readonly string[]): Answer
  /** The same inside the result of a tool call, for clients that look there. */
  answerInResult(message: Message, refusal: Refusal, scope: readonly string[]): Answer
}

/** Whatever was thrown, as a refusal; what we do not know is our own fault and stays in the log. */
export const toRefusal = (thrown: unknown): OAuthError | MessageRefused =>
  thrown instanceof OAuthError || thrown instanceof MessageRefused
    ? thrown
    : refuse('server_error', 'the guard could not decide, so nobody passes', { cause: thrown })

export const createChallenges = ({ resource, metadataUrl }: ChallengeNeeds): Challenges => {
  const challenge = (refusal: Refusal, scope: readonly string[]): string =>
    formatChallenge({
      scheme: 'Bearer',
      realm: resource,
      ...(refusal instanceof OAuthError ? { error: refusal.code, errorDescription: refusal.description } : {}),
      scope,
      resourceMetadata: metadataUrl,
    })

  return {
    answer(method, refusal, scope) {
      const status = statusOf(refusal)
      const isChallenge = status === 401 || status === 403 || isMalformed(refusal)
      const retryAfter = refusal instanceof OAuthError ? refusal.retryAfter : undefined
      const headers = {
        ...openToAll,
        'content-type': 'application/json',
        'cache-control': 'no-store',
        ...(isChallenge ? { 'www-authenticate': challenge(refusal, scope) } : {}),
        ...(retryAfter ? { 'retry-after': `${retryAfter}` } : {}),
      }
      return { status, headers, body: method === 'HEAD' ? null : JSON.stringify(bodyOf(refusal)) }
    },
    answerInResult(message, refusal, scope) {
      const text = refusal instanceof OAuthError ? refusal.description : 'sign in to use this tool'
      const result = {
        isError: true,
        content: [{ type: 'text', text }],
        _meta: { 'mcp/www_authenticate': [challenge(refusal, scope)] },
      }
      return {
        status: 200,
        headers: { ...openToAll, 'content-type': 'application/json', 'cache-control': 'no-store' },
        body: JSON.stringify({ jsonrpc: '2.0', id: message.id ?? null, result }),
      }
    },
  }
}

/** RFC 6750 §3.1 lists `invalid_request` among the errors of a challenge. */
const isMalformed = (refusal: Refusal): boolean => refusal instanceof OAuthError && refusal.code === 'invalid_request'

export const statusOf = (refusal: Refusal): number => (refusal === noToken ? 401 : refusal.status)

const bodyOf = (refusal: Refusal): unknown => {
  if (refusal === noToken)
    return { message: 'This server needs an access token; WWW-Authenticate says where to get one.' }
  return refusal instanceof OAuthError ? toErrorBody(refusal) : refusal.body
}

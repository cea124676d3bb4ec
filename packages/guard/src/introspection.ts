/** Tokens that say nothing by themselves: their issuer is asked about each. RFC 7662, RFC 9701 */
import { formatBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { refuse } from '@gatehouse/protocol/errors'
import { parseJson } from '@gatehouse/protocol/json'
import { type EpochSeconds, type Seconds, after, epochSeconds, seconds } from '@gatehouse/protocol/time'
import { callerOf } from './caller.ts'
import { checkAnswer } from './check-answer.ts'
import type { IssuerKeys } from './discover.ts'
import type { Fetch } from './fetch-document.ts'
import { type IssuerMetadata, endpointOf } from './issuer-metadata.ts'
import type { IntrospectionOptions, IssuerSettings } from './issuer-options.ts'
import type { Kept } from './kept.ts'
import { readText } from './read-text.ts'
import { readSignedAnswer, signedAnswerType } from './signed-answer.ts'
import type { VerifiedToken } from './verified-tokens.ts'

export interface IntrospectionNeeds {
  readonly issuer: IssuerSettings
  readonly options: IntrospectionOptions
  readonly metadata: Kept<IssuerMetadata>
  /** For answers that are signed. */
  readonly keys: IssuerKeys
  readonly resource: string
  readonly fetch: Fetch
  readonly now: () => EpochSeconds
}

/** Refuses with `invalid_token`, or with `temporarily_unavailable` while the issuer cannot be asked. */
export type Introspect = (token: string) => Promise<VerifiedToken>

/** How long a yes is believed: what ends at a Gatehouse is known in seconds, as with its feed. */
const memory = { gatehouse: seconds(5), others: seconds(30) } as const
const mostBytes = 65_536
const longestWait = 5000
/** Whoever makes up tokens makes us ask: so many questions at a time, and no more. */
const mostUnderWay = 100

export const createIntrospection = (needs: IntrospectionNeeds): Introspect => {
  const { issuer, now } = needs
  let underWay = 0

  const ask = async (token: string): Promise<unknown> => {
    if (underWay >= mostUnderWay) throw unavailable(new Error(`${mostUnderWay} questions are under way already`))
    underWay += 1
    try {
      return await fetchAnswer(needs, token)
    } catch (cause) {
      throw unavailable(cause)
    } finally {
      underWay -= 1
    }
  }
  return async (token) => {
    const claims = checkAnswer(await ask(token), { issuer, now: now() })
    const until = after(now(), memoryOf(needs))
    return {
      caller: callerOf(claims, issuer.url, 'introspection'),
      jti: claims.jti,
      expiresAt: epochSeconds(Math.min(claims.expiresAt, until)),
    }
  }
}

/** One that may be a Gatehouse is taken for one: by its name, by its metadata, or because nobody says otherwise. */
const memoryOf = ({ issuer: { profile }, metadata }: IntrospectionNeeds): Seconds => {
  if (profile.name !== 'rfc9068') return profile.name === 'gatehouse' ? memory.gatehouse : memory.others
  const said = metadata.peek()
  return said && !('gatehouse_revocations_endpoint' in said) ? memory.others : memory.gatehouse
}

const unavailable = (cause: unknown) =>
  refuse('temporarily_unavailable', 'the authorization server cannot be asked about the token right now', {
    retryAfter: seconds(2),
    cause,
  })

/** The answer's JSON, plain or out of its signature. Throws whatever went wrong. */
const fetchAnswer = async (needs: IntrospectionNeeds, token: string): Promise<unknown> => {
  const { options } = needs
  const response = await needs.fetch(options.endpoint ?? (await endpointFrom(needs)), {
    method: 'POST',
    ...authenticated(options, token),
    redirect: 'manual',
    signal: AbortSignal.timeout(longestWait),
  })
  const text = await readText(response.body, mostBytes)
  if (text === undefined) throw new Error(`introspection was answered with more than ${mostBytes} bytes`)
  if (response.status === 400 && aboutTheToken.test(text)) return { active: false }
  if (response.status !== 200) throw new Error(`introspection was answered ${response.status || 'with a redirect'}`)
  const isSigned = (response.headers.get('content-type') ?? '').toLowerCase().startsWith(signedAnswerType)
  if (isSigned) return await readSignedAnswer(text, needs)
  if (options.answers === 'signed') throw new Error('introspection was answered without a signature')
  return parseJson(text, { refusal: 'server_error' })
}

/** Some refuse the question instead of saying no. Whatever else is a 400 may be our own fault, and is no answer. */
const aboutTheToken = /"error"\s*:\s*"(?:invalid_token|unsupported_token_type)"/

const endpointFrom = async ({ issuer: { url }, metadata }: IntrospectionNeeds): Promise<string> => {
  const endpoint = endpointOf(await metadata.read(), 'introspection_endpoint', url)
  if (endpoint !== undefined) return endpoint
  throw new Error(`the issuer ${url} names no introspection_endpoint`)
}

const authenticated = ({ clientId, clientSecret, method, answers }: IntrospectionOptions, token: string) => {
  const accept = answers === 'signed' ? signedAnswerType : 'application/json'
  const form = new URLSearchParams({ token, token_type_hint: 'access_token' })
  if (method === 'client_secret_post') {
    form.set('client_id', clientId)
    form.set('client_secret', clientSecret)
    return { headers: { accept, 'content-type': formType }, body: form.toString() }
  }
  const authorization = formatBasicCredentials({ clientId, clientSecret })
  return { headers: { accept, 'content-type': formType, authorization }, body: form.toString() }
}

const formType = 'application/x-www-form-urlencoded'

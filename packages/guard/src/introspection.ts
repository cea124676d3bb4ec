/** Tokens that say nothing by themselves: their issuer is asked about each, once for everybody who waits. RFC 7662, RFC 9701 */
import { compactVerify } from 'jose'
import { formatBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { refuse } from '@gatehouse/protocol/errors'
import { type EpochSeconds, type Seconds, after, epochSeconds, seconds } from '@gatehouse/protocol/time'
import { sha256 } from '#digest'
import { mintCaller } from './caller.ts'
import { type CheckedClaims, checkAnswer } from './check-answer.ts'
import type { IssuerKeys } from './discover.ts'
import type { Fetch } from './fetch-document.ts'
import type { IntrospectionOptions, IssuerSettings } from './issuer-options.ts'
import { readText } from './read-text.ts'
import type { VerifiedToken } from './verified-tokens.ts'

export interface IntrospectionNeeds {
  readonly issuer: IssuerSettings
  readonly options: IntrospectionOptions
  /** From the issuer's metadata, where the operator names none. Rejects when it cannot be had. */
  readonly discoverEndpoint: () => Promise<string>
  /** For answers that are signed. */
  readonly keys: IssuerKeys
  readonly fetch: Fetch
  readonly now: () => EpochSeconds
}

/** Refuses with `invalid_token`, or with `temporarily_unavailable` while the issuer cannot be asked. */
export type Introspect = (token: string) => Promise<VerifiedToken>

/** How long an answer is believed: what ends at a Gatehouse is known in seconds, as with its feed. */
const positiveMemory: Readonly<Record<'gatehouse' | 'others', Seconds>> = { gatehouse: seconds(5), others: seconds(30) }
/** A stranger's nonsense is asked about once in this time. */
const negativeMemory: Seconds = seconds(5)
const mostRemembered = 10_000
const mostBytes = 65_536
const longestWait = 5_000

export const createIntrospection = (needs: IntrospectionNeeds): Introspect => {
  const { issuer, now } = needs
  const refused = new Map<string, EpochSeconds>()
  const underWay = new Map<string, Promise<VerifiedToken>>()

  const ask = async (token: string, key: string): Promise<VerifiedToken> => {
    const claims = checkAnswer(await fetchAnswer(needs, token), { issuer, now: now() })
    if (!claims) {
      const [oldest] = refused.keys()
      if (refused.size >= mostRemembered && oldest !== undefined) refused.delete(oldest)
      refused.set(key, after(now(), negativeMemory))
      throw notActive()
    }
    const memory = positiveMemory[issuer.profile.name === 'gatehouse' ? 'gatehouse' : 'others']
    const until = after(now(), memory)
    return {
      caller: callerOf(claims, issuer.url),
      jti: claims.jti,
      expiresAt: epochSeconds(Math.min(claims.expiresAt, until)),
    }
  }

  return async (token) => {
    const key = await sha256(token)
    if ((refused.get(key) ?? 0) > now()) throw notActive()
    const asked = underWay.get(key) ?? ask(token, key).finally(() => underWay.delete(key))
    underWay.set(key, asked)
    return await asked
  }
}

const notActive = () =>
  refuse('invalid_token', 'the access token is not accepted: its issuer does not know it as active')

const unavailable = (cause: unknown) =>
  refuse('temporarily_unavailable', 'the authorization server cannot be asked about the token right now', {
    retryAfter: seconds(2),
    cause,
  })

/** The answer's JSON, plain or out of its signature. */
const fetchAnswer = async (needs: IntrospectionNeeds, token: string): Promise<unknown> => {
  const { options, discoverEndpoint } = needs
  try {
    const response = await needs.fetch(options.endpoint ?? (await discoverEndpoint()), {
      method: 'POST',
      ...authenticated(options, token),
      redirect: 'manual',
      signal: AbortSignal.timeout(longestWait),
    })
    if (response.status !== 200) throw new Error(`introspection was answered ${response.status || 'with a redirect'}`)
    const text = await readText(response.body, mostBytes)
    if (text === undefined) throw new Error(`introspection was answered with more than ${mostBytes} bytes`)
    const type = response.headers.get('content-type') ?? ''
    return type.startsWith(signedType) ? await unsign(needs, text) : JSON.parse(text)
  } catch (cause) {
    throw unavailable(cause)
  }
}

const signedType = 'application/token-introspection+jwt'

const authenticated = ({ clientId, clientSecret, method }: IntrospectionOptions, token: string) => {
  const accept = 'application/json'
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

/** RFC 9701 §5: signed by the issuer, for us, and of this type. */
const unsign = async ({ issuer, options, keys }: IntrospectionNeeds, text: string): Promise<unknown> => {
  const { payload, protectedHeader } = await compactVerify(text, (header) => keys.find(header), {
    algorithms: [...issuer.algorithms],
  })
  const claims: unknown = JSON.parse(new TextDecoder().decode(payload))
  const isRecord = typeof claims === 'object' && claims !== null
  const isOurs =
    isRecord && 'iss' in claims && claims.iss === issuer.url && 'aud' in claims && claims.aud === options.clientId
  if (protectedHeader.typ !== 'token-introspection+jwt' || !isOurs || !('token_introspection' in claims)) {
    throw new Error('the signed introspection answer is not for us')
  }
  return claims.token_introspection
}

const callerOf = (claims: CheckedClaims, issuer: string) =>
  mintCaller({
    principal: `${issuer}|${claims.subject}`,
    issuer,
    subject: claims.subject,
    clientId: claims.clientId,
    scopes: claims.scopes,
    ...(claims.tenant === undefined ? {} : { tenant: claims.tenant }),
    ...(claims.email === undefined ? {} : { email: claims.email }),
    ...(claims.grantId === undefined ? {} : { grantId: claims.grantId }),
    roles: claims.roles,
    authentication: 'introspection',
    claims: claims.all,
  })

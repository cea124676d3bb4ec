/** What a client meets at an MCP server before it has a token: a knock, a challenge, and where to sign in. RFC 9728 §3, §5, RFC 6750 §3, MCP authorization */
import type { Answer, Asked } from '@gatehouse/egress'
import { parseChallenges, type Challenge } from '@gatehouse/protocol/challenge'
import { fail, fine, warn, type Check, type Finding } from '../finding.ts'
import { redirectOf, type Ask } from './ask.ts'
import { checkResourceMetadata } from './check-resource-metadata.ts'
import { letsScriptsAsk } from './cross-origin.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'MCP server'

interface Met {
  readonly findings: readonly Finding[]
  /** Where its clients are sent to sign in. */
  readonly issuers: readonly string[]
}

/** `issuer`: the one that must be among them, where that is known. */
export const checkMcpServer = async (ask: Ask, url: string, issuer?: string): Promise<Met> => {
  const answer = await ask(url, initialize)
  const hindrance = hindranceOf(url, answer)
  if (hindrance) return { findings: [hindrance], issuers: [] }
  const challenge = bearerIn(answer)
  // Where POST gets no challenge, nobody wonders about the others.
  const others = challenge ? [...knocks.map((knock) => challengesToo(ask, url, knock)), wrongToken(ask, url)] : []
  const answered = await Promise.all([...others, scripts(ask, url, answer)])
  const found = [namesMetadata(url, challenge), ...answered].filter((one) => one !== undefined)
  const place = challenge?.parameters.get('resource_metadata')
  const { findings, issuers } = await checkResourceMetadata(ask, { resource: url, place, issuer })
  const all = [...found, ...findings]
  return { findings: all.length > 0 ? all : [fine(check, `${url} challenges, and says where to sign in`)], issuers }
}

const initialize: Asked = {
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  body: JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'gatehouse doctor', version: '1' } },
  }),
}

const bearerIn = ({ headers }: Answer): Challenge | undefined =>
  parseChallenges(headers.get('www-authenticate') ?? '').find(({ scheme }) => scheme === 'bearer')

/** What makes every further look pointless. */
const hindranceOf = (url: string, answer: Answer): Finding | undefined => {
  const { status } = answer
  const location = redirectOf(answer)
  if (location !== undefined) {
    const cure = `Register and tell people ${new URL(location, url).href}, or let the proxy answer at ${url} itself`
    return fail(check, { says: `POST ${url} redirects to ${location}`, why: whyOf(trips.redirected), cure })
  }
  if (status === 401) return undefined
  if (status >= 200 && status < 300) {
    return warn(check, {
      says: `${url} answers without a token`,
      why: 'Nobody is asked to sign in: whoever knows the URL may use it',
      cure: 'Put a guard before it, unless it is meant to be open',
    })
  }
  const cure = 'Is the MCP server running, the path right, and does the proxy pass it without rules of its own?'
  return fail(check, { says: `POST ${url} gets status ${status} instead of 401`, why: whyOf(trips.noChallenge), cure })
}

const namesMetadata = (url: string, challenge: Challenge | undefined): Finding | undefined => {
  if (challenge?.parameters.has('resource_metadata')) return undefined
  const says = challenge
    ? `the challenge of ${url} has no resource_metadata`
    : `the 401 of ${url} comes without a Bearer challenge in WWW-Authenticate`
  const cure = 'Send WWW-Authenticate: Bearer resource_metadata="..."; some proxies remove it on the way'
  return fail(check, { says, why: whyOf(trips.noChallenge), cure })
}

const knocks = [
  { method: 'HEAD', trip: trips.knocksWithHead },
  { method: 'GET', trip: trips.knocksWithGet },
] as const

const challengesToo = async (
  ask: Ask,
  url: string,
  { method, trip }: (typeof knocks)[number],
): Promise<Finding | undefined> => {
  const answer = await ask(url, { method, headers: { accept: 'text/event-stream' } })
  if (answer.status === 401 && bearerIn(answer)) return undefined
  return warn(check, {
    says: `${method} ${url} gets status ${answer.status}${answer.status === 401 ? ' without a challenge' : ''}`,
    why: whyOf(trip),
    cure: `Answer ${method} without a token like POST: 401 with the challenge`,
  })
}

const scripts = async (ask: Ask, url: string, { headers }: Answer): Promise<Finding | undefined> => {
  const exposed = (headers.get('access-control-expose-headers') ?? '').toLowerCase()
  const isReadable = headers.has('access-control-allow-origin') && /www-authenticate|\*/.test(exposed)
  if (isReadable && (await letsScriptsAsk(ask, { url, method: 'POST' }))) return undefined
  return warn(check, {
    says: `scripts of other origins may not ask ${url}, or not read its challenge`,
    why: whyOf(trips.noScripts),
    cure: 'Let OPTIONS through without a token, and send Access-Control-Expose-Headers: WWW-Authenticate with the 401',
  })
}

/** A server that sees the token says what is wrong with it. */
const wrongToken = async (ask: Ask, url: string): Promise<Finding | undefined> => {
  const headers = { ...initialize.headers, authorization: 'Bearer doctor' }
  const answer = await ask(url, { ...initialize, headers })
  if (answer.status === 401 && bearerIn(answer)?.parameters.has('error')) return undefined
  return warn(check, {
    says: `${url} does not say invalid_token to a token that is none (status ${answer.status})`,
    why: 'Something on the way may take Authorization out of requests; then no token ever arrives',
    cure: 'Let the proxy pass Authorization (Apache: CGIPassAuth On), and answer with error="invalid_token"',
  })
}

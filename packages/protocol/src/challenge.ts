/** The WWW-Authenticate header: written by whoever guards, read by whoever visits. RFC 9110 §11.6.1, RFC 6750 §3, RFC 9728 §5.1 */
import type { OAuthErrorCode } from './errors.ts'

export interface BearerChallenge {
  readonly scheme: 'Bearer'
  readonly realm?: string
  /** URL of the protected-resource metadata. */
  readonly resourceMetadata?: string
  /** All scopes that the operation needs. */
  readonly scope?: readonly string[]
  /** Absent when no token was sent. */
  readonly error?: OAuthErrorCode
  readonly errorDescription?: string
}

/** One challenge as a stranger sent it. */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string
  /** Names in lower case, values unquoted. */
  readonly parameters: ReadonlyMap<string, string>
  readonly token68?: string
}

/** One header value; whatever the values hold, it stays one header line. */
export const formatChallenge = (challenge: BearerChallenge): string => {
  const scope = challenge.scope?.join(' ')
  const members: readonly (readonly [string, string | undefined])[] = [
    ['realm', challenge.realm],
    ['error', challenge.error],
    ['error_description', challenge.errorDescription],
    ['scope', scope === '' ? undefined : scope],
    ['resource_metadata', challenge.resourceMetadata],
  ]
  const written = members.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${quote(value)}`]))
  return written.length === 0 ? challenge.scheme : `${challenge.scheme} ${written.join(', ')}`
}

const quote = (text: string): string => `"${text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`

/** A longer header is not read at all. */
export const longestChallengeHeader = 16_384
const mostChallenges = 16
const mostChallengeParameters = 64

/** The challenges of one header, in linear time and capped. Never throws: from the first fault on, the rest is left out. */
export const parseChallenges = (header: string): readonly Challenge[] => {
  const read: Challenge[] = []
  if (header.length > longestChallengeHeader) return read
  let position = 0
  while (read.length < mostChallenges) {
    position = skipSeparators(header, position)
    const found = readChallenge(header, position)
    if (!found) return read
    read.push(found.value)
    position = found.end
  }
  return read
}

interface Read<T> {
  readonly value: T
  readonly end: number
}

const tokenGrammar = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const equalsGrammar = /[ \t]*=[ \t]*/y
const quotedGrammar = /"([^"\\]*(?:\\[^][^"\\]*)*)"/y
// Wider than a token: URLs without quotes are common.
const bareGrammar = /[^\s",]+/y
const token68Grammar = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y
const separatorGrammar = /[ \t,]*/y
const memberEndGrammar = /[ \t]*(?:,|$)/y

const match = (grammar: RegExp, text: string, position: number): Read<string> | undefined => {
  grammar.lastIndex = position
  const found = grammar.exec(text)
  return found ? { value: found[1] ?? found[0], end: grammar.lastIndex } : undefined
}

const skipSeparators = (text: string, position: number): number =>
  match(separatorGrammar, text, position)?.end ?? position

const readChallenge = (text: string, start: number): Read<Challenge> | undefined => {
  const name = match(tokenGrammar, text, start)
  if (!name) return undefined
  const scheme = name.value.toLowerCase()
  if (match(memberEndGrammar, text, name.end)) return { value: { scheme, parameters: new Map() }, end: name.end }
  const space = /[ \t]/.test(text[name.end] ?? '')
  const first = space ? skipSeparators(text, name.end) : name.end
  const token68 = space ? match(token68Grammar, text, first) : undefined
  if (token68) return { value: { scheme, parameters: new Map(), token68: token68.value }, end: token68.end }
  const parameters = space ? readParameters(text, first) : undefined
  return parameters && { value: { scheme, parameters: parameters.value }, end: parameters.end }
}

/** One or more; the next challenge begins where something else than `name=` stands behind a comma. */
const readParameters = (text: string, start: number): Read<ReadonlyMap<string, string>> | undefined => {
  const parameters = new Map<string, string>()
  let end = start
  for (let next = readParameter(text, end); next; next = readParameter(text, end)) {
    const [name, value] = next.value
    // Two values for one name: whichever we believed, somebody else would believe the other.
    if (parameters.has(name) || parameters.size === mostChallengeParameters) return undefined
    if (!match(memberEndGrammar, text, next.end)) return undefined
    parameters.set(name, value)
    end = skipSeparators(text, next.end)
  }
  return parameters.size === 0 ? undefined : { value: parameters, end }
}

const readParameter = (text: string, start: number): Read<readonly [name: string, value: string]> | undefined => {
  const name = match(tokenGrammar, text, start)
  const equals = name && match(equalsGrammar, text, name.end)
  if (!name || !equals) return undefined
  const quoted = match(quotedGrammar, text, equals.end)
  const value = quoted ?? match(bareGrammar, text, equals.end)
  if (!value) return undefined
  return {
    value: [name.value.toLowerCase(), quoted ? value.value.replace(/\\([^])/g, '$1') : value.value],
    end: value.end,
  }
}

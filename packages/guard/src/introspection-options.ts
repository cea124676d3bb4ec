/** How an issuer is asked about its tokens, checked before the first request. RFC 7662 §2.1, RFC 9701 §4 */
import { misconfigured } from './misconfigured.ts'

export interface IntrospectionOptions {
  /** The one of the metadata unless told otherwise. */
  readonly endpoint?: string
  readonly clientId: string
  readonly clientSecret: string
  readonly method?: 'client_secret_basic' | 'client_secret_post'
  /** `signed`: only answers with the issuer's signature are believed (RFC 9701). */
  readonly answers?: 'plain' | 'signed'
}

interface Context {
  readonly readUrl: (key: string, text: unknown) => string
}

const known: readonly string[] = ['endpoint', 'clientId', 'clientSecret', 'method', 'answers']

/** Throws GuardMisconfigured. */
export const readIntrospection = (
  issuer: string,
  options: IntrospectionOptions,
  { readUrl }: Context,
): IntrospectionOptions => {
  const key = `${issuer}.introspection`
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) throw misconfigured(`${key}.${unknown}`, 'is not known', `use one of ${known.join(', ')}`)
  const { endpoint, clientId, clientSecret, method = 'client_secret_basic', answers = 'plain' } = options
  if (!clientId || !clientSecret) throw misconfigured(key, 'has no credentials', 'write clientId and clientSecret')
  if (method !== 'client_secret_basic' && method !== 'client_secret_post') {
    throw misconfigured(`${key}.method`, 'is not known', 'choose client_secret_basic or client_secret_post')
  }
  if (answers !== 'plain' && answers !== 'signed') {
    throw misconfigured(`${key}.answers`, 'is not known', "write 'plain' or 'signed'")
  }
  if (endpoint !== undefined) readUrl(`${key}.endpoint`, endpoint)
  return options
}

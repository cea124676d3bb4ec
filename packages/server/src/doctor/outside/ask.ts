/** How the doctor asks from outside: as a client would, without following redirects, and with words for silence. */
import { fetchConfigured, isPublicHost, NoAnswer, type Answer, type Asked } from '@gatehouse/egress'
import { fail, type Check, type Finding } from '../finding.ts'

export type Ask = (url: string, asked?: Asked) => Promise<Answer>

const caps = { maxBytes: 1024 * 1024, timeoutMs: 5000 }

/** From a place that an operator named on to where its documents lead: from a public one to public ones only. Throws NoAnswer. */
export const askFrom = async (start: string): Promise<Ask> => {
  const { origin } = new URL(start)
  const isNear = !(await isPublicHost(start))
  return (url, asked) => {
    const isNamed = isNear || (URL.canParse(url) && new URL(url).origin === origin)
    return fetchConfigured(url, { ...caps, onlyPublic: !isNamed }, asked)
  }
}

/** A page of some app, as far as an origin is concerned. */
export const someOrigin = 'https://app.example'

/** The JSON object of an answer; undefined when it is something else. */
export const objectIn = ({ text }: Answer): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

export const redirectOf = ({ status, headers }: Answer): string | undefined =>
  status >= 300 && status < 400 ? headers.get('location') : undefined

/** In words, and how they go on: "clients cannot reach it: ...". */
export const reasonOf = ({ code, reason }: NoAnswer): string => reasons[code ?? ''] ?? reasons[reason] ?? reason

const reasons: Readonly<Record<string, string | undefined>> = {
  ENOTFOUND: 'nobody knows this host name',
  ECONNREFUSED: 'nothing listens there',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by nobody that clients trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by nobody that clients trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes without the one that signed it',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  NOT_PUBLIC: 'a document named it, and it is no public address',
  tooSlow: 'no answer within 5 seconds',
  tooLarge: 'something else answers there',
  unreachable: 'no connection',
}

/** A look at something that may fall silent in the middle. */
export const unlessSilent = async (
  check: Check,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    const cure = 'Look at the proxy in front, its log and its limits'
    return [fail(check, { says: `${error.message} (${reasonOf(error)})`, why: 'Every client meets the same', cure })]
  }
}

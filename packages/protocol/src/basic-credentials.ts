/** Client credentials in `Authorization: Basic`: both halves are form-encoded first. RFC 6749 §2.3.1, RFC 7617 */
import { type OAuthError, refuse } from './errors.ts'
import { decodeFormText } from './parameters.ts'

export interface BasicCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** Longer headers are refused unread. */
const longestHeader = 8192

/** Reads the whole header value. Anything but canonical Base64 of form-encoded `id:secret` is `invalid_client`. */
export const parseBasicCredentials = (header: string): BasicCredentials => {
  const encoded = header.length > longestHeader ? undefined : /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header)?.[1]
  const decoded = encoded === undefined ? undefined : decodeBase64(encoded)
  const colon = decoded?.indexOf(':') ?? -1
  if (decoded === undefined || colon < 0) throw malformed()
  const clientId = decodePart(decoded.slice(0, colon))
  const clientSecret = decodePart(decoded.slice(colon + 1))
  if (!clientId || clientSecret === undefined) throw malformed()
  return { clientId, clientSecret }
}

/** The header value for these credentials. Refuses nothing: any two strings survive the way there and back. */
export const formatBasicCredentials = ({ clientId, clientSecret }: BasicCredentials): string =>
  `Basic ${btoa(`${encodePart(clientId)}:${encodePart(clientSecret)}`)}`

const malformed = (): OAuthError => refuse('invalid_client', 'the Basic credentials are malformed')

/** Each byte as one character; `undefined` unless it is the one spelling that an encoder writes. */
const decodeBase64 = (text: string): string | undefined => {
  try {
    const bytes = atob(text)
    return btoa(bytes) === text ? bytes : undefined
  } catch {
    return undefined
  }
}

/** Form encoding leaves ASCII only; RFC 6749 Appendix A allows no control characters in either half. */
const decodePart = (text: string): string | undefined => {
  const decoded = /^[\x20-\x7e]*$/.test(text) ? decodeFormText(text) : undefined
  // oxlint-disable-next-line no-control-regex
  return decoded === undefined || /[\x00-\x1f\x7f]/.test(decoded) ? undefined : decoded
}

const encodePart = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()~*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')

/** Our two cookies: which browser this is, and who is signed in. RFC 6265bis §4.1.3.2 (`__Host-`) */
import type { EpochSeconds } from '@gatehouse/protocol/time'

export type CookieName = 'browser' | 'session'

/** On https only a cookie that no other host or path could have set; a twin with the plain name is not looked at. */
const wireName = (name: CookieName, isSecure: boolean): string => `${isSecure ? '__Host-' : ''}gatehouse-${name}`

const attributes = (isSecure: boolean): string => `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`

/** undefined: absent or empty. */
export const readCookie = (request: Request, name: CookieName, isSecure: boolean): string | undefined => {
  const start = `${wireName(name, isSecure)}=`
  const pair = (request.headers.get('Cookie') ?? '')
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(start))
  return pair?.slice(start.length) || undefined
}

/** 256 random bits; anything else in the cookie is not ours. */
export const readBrowserSecret = (request: Request, isSecure: boolean): string | undefined => {
  const secret = readCookie(request, 'browser', isSecure)
  return secret !== undefined && /^[A-Za-z0-9_-]{43}$/.test(secret) ? secret : undefined
}

/** The longest that browsers keep any cookie: a browser that signed in here before is counted apart from strangers. */
const browserLife = 400 * 86_400

export const browserCookie = (secret: string, isSecure: boolean): string =>
  `${wireName('browser', isSecure)}=${secret}; Max-Age=${browserLife}; ${attributes(isSecure)}`

export const sessionCookie = (value: string, expiresAt: EpochSeconds, isSecure: boolean): string =>
  `${wireName('session', isSecure)}=${value}; Expires=${new Date(expiresAt * 1000).toUTCString()}; ${attributes(isSecure)}`

export const endSessionCookie = (isSecure: boolean): string =>
  `${wireName('session', isSecure)}=; Max-Age=0; ${attributes(isSecure)}`

/** The same answer, which also sets a cookie. */
export const withCookie = (response: Response, cookie: string): Response => {
  response.headers.append('Set-Cookie', cookie)
  return response
}

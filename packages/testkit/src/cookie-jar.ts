/** What a browser does with cookies, as far as we rely on it. RFC 6265bis §5.6, §5.7 */
interface Cookie {
  readonly name: string
  readonly value: string
  readonly isSecure: boolean
  readonly sameSite: string
  readonly text: string
}

export interface CookieJar {
  keep(url: string, setCookies: readonly string[]): void
  /** The Cookie header; a cross-site POST brings no Lax cookie. */
  headerFor(url: string, isCrossSitePost: boolean): string | undefined
  /** The Set-Cookie texts as kept, by name. */
  readonly kept: ReadonlyMap<string, string>
  value(name: string): string | undefined
  forget(name: string): void
}

export const cookieJar = (): CookieJar => {
  const cookies = new Map<string, Cookie>()
  return {
    keep(url, setCookies) {
      for (const text of setCookies) {
        const cookie = parseCookie(text)
        if (!isAcceptable(url, text, cookie)) continue
        if (cookie.value === '' || /max-age=0/i.test(text)) cookies.delete(cookie.name)
        else cookies.set(cookie.name, cookie)
      }
    },
    headerFor(url, isCrossSitePost) {
      const sent = [...cookies.values()].filter(
        ({ isSecure, sameSite }) =>
          (!isSecure || url.startsWith('https:')) && !(isCrossSitePost && sameSite !== 'none'),
      )
      return sent.length > 0 ? sent.map(({ name, value }) => `${name}=${value}`).join('; ') : undefined
    },
    get kept() {
      return new Map([...cookies].map(([name, { text }]) => [name, text]))
    },
    value: (name) => cookies.get(name)?.value,
    forget(name) {
      cookies.delete(name)
    },
  }
}

const parseCookie = (text: string): Cookie => {
  const [pair = '', ...attributes] = text.split(';').map((part) => part.trim())
  const equals = pair.indexOf('=')
  const lower = attributes.map((attribute) => attribute.toLowerCase())
  return {
    name: pair.slice(0, equals),
    value: pair.slice(equals + 1),
    isSecure: lower.includes('secure'),
    sameSite: lower.find((attribute) => attribute.startsWith('samesite='))?.slice(9) ?? 'lax',
    text,
  }
}

const isAcceptable = (url: string, text: string, { name, isSecure }: Cookie): boolean => {
  if (isSecure && !url.startsWith('https:')) return false
  if (!name.startsWith('__Host-')) return true
  return isSecure && /;\s*path=\/(;|$)/i.test(text) && !/;\s*domain=/i.test(text)
}

/** Is there a page where people are sent, and do its cookies stay on https? RFC 6749 §3.1, RFC 6265bis §4.1.2.5 */
import type { Answer } from '@gatehouse/egress'
import { fail, orFine, warn, type Check, type Finding } from '../finding.ts'
import { redirectOf, type Ask } from './ask.ts'
import { textOf, type AuthorizationServer } from './authorization-server.ts'

const check: Check = 'sign-in'

/** `pages`: further ones that set cookies, where the doctor knows them. */
export const checkSignIn = async (
  ask: Ask,
  server: AuthorizationServer,
  pages: readonly string[] = [],
): Promise<readonly Finding[]> => {
  const url = textOf(server, 'authorization_endpoint')
  if (url === undefined) return []
  const met = await Promise.all([url, ...pages].map(async (page) => ({ page, answer: await ask(page) })))
  const answer = met.find(({ page }) => page === url)?.answer
  const isSecure = server.issuer.startsWith('https:')
  return orFine(
    check,
    [
      ...(answer ? [isThere(url, answer), isGuarded(server, answer)] : []),
      ...(isSecure ? met.map(({ page, answer: { cookies } }) => openCookies(page, cookies)) : []),
    ],
    isSecure ? 'the page is there, its cookies stay on https' : 'the page is there',
  )
}

/** Without a client it can only refuse. */
const isThere = (url: string, { status }: Answer): Finding | undefined =>
  status !== 404 && status !== 405 && status < 500
    ? undefined
    : fail(check, {
        says: `GET ${url} gets status ${status}`,
        why: 'People are sent there by every client, and get no further',
        cure: 'Let the proxy pass this path to the authorization server, and look at its log',
      })

/** A proxy that signs people in by itself loses the request of the client. */
const isGuarded = ({ issuer }: AuthorizationServer, answer: Answer): Finding | undefined => {
  const location = redirectOf(answer)
  if (location === undefined || !URL.canParse(location, issuer)) return undefined
  if (new URL(location, issuer).origin === new URL(issuer).origin) return undefined
  return warn(check, {
    says: `the authorization endpoint sends people to ${new URL(location, issuer).origin}`,
    why: 'A request without a client must end on a page: whoever is sent elsewhere, a stranger can send there',
    cure: 'Take this path out of what the proxy asks people to sign in for',
  })
}

const openCookies = (page: string, cookies: readonly string[]): Finding | undefined => {
  const open = cookies.filter((cookie) => !/;\s*secure\s*(?:;|$)/i.test(cookie)).map((cookie) => cookie.split('=')[0])
  if (open.length === 0) return undefined
  return fail(check, {
    says: `${page} sets ${open.join(', ')} without Secure`,
    why: 'A browser would send the sign-in of a person in the clear, to whoever answers http',
    cure: 'Let the proxy pass Set-Cookie as it is; a public URL of https makes Gatehouse say Secure',
  })
}

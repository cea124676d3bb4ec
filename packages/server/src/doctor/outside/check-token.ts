/** Does the token endpoint answer as one, does nobody store what it says, and do challenges come through? RFC 6749 §5.2, RFC 6750 §3 */
import type { Answer } from '@gatehouse/egress'
import { fail, orFine, warn, type Check, type Finding } from '../finding.ts'
import { objectIn, redirectOf, type Ask } from './ask.ts'
import { textOf, type AuthorizationServer } from './authorization-server.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'token'
const passAll = 'Let the proxy pass this path as it is: no sign-in, no firewall rule, no error pages of its own'

export const checkToken = async (ask: Ask, server: AuthorizationServer): Promise<readonly Finding[]> => {
  const token = textOf(server, 'token_endpoint')
  const userinfo = textOf(server, 'userinfo_endpoint')
  const refused = token === undefined ? undefined : await ask(token, nonsense)
  const challenged = userinfo === undefined ? undefined : await ask(userinfo)
  return orFine(
    check,
    [
      token !== undefined && refused ? answers(token, refused) : undefined,
      token !== undefined && refused ? isKept(token, refused) : undefined,
      userinfo !== undefined && challenged ? challenges(userinfo, challenged) : undefined,
    ],
    'refuses in JSON, is stored nowhere, challenges come through',
  )
}

/** A grant that nobody has: refused before anything is looked up. */
const nonsense = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'grant_type=urn%3Agatehouse%3Adoctor',
}

const answers = (url: string, answer: Answer): Finding | undefined => {
  const location = redirectOf(answer)
  if (location !== undefined) {
    return fail(check, { says: `POST ${url} redirects to ${location}`, why: whyOf(trips.redirected), cure: passAll })
  }
  if (answer.status >= 400 && typeof objectIn(answer)?.['error'] === 'string') return undefined
  const says = `POST ${url} gets status ${answer.status}, and no OAuth error in JSON`
  return fail(check, { says, why: whyOf(trips.notJson), cure: passAll })
}

const isKept = (url: string, { headers }: Answer): Finding | undefined => {
  const rule = headers.get('cache-control') ?? ''
  if (/\bno-store\b/i.test(rule) && !headers.has('age')) return undefined
  return warn(check, {
    says: `answers of ${url} do not say no-store (${rule === '' ? 'no Cache-Control' : rule})`,
    why: whyOf(trips.stored),
    cure: 'Let the proxy keep Cache-Control as it is, and store nothing here (RFC 6749 §5.1)',
  })
}

const challenges = (url: string, { status, headers }: Answer): Finding | undefined =>
  status !== 401 || headers.has('www-authenticate')
    ? undefined
    : fail(check, {
        says: `the 401 of ${url} comes without WWW-Authenticate`,
        why: whyOf(trips.noChallenge),
        cure: 'Let the proxy pass WWW-Authenticate; some remove it from answers',
      })

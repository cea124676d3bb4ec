/** Small habits of HTTP that clients rely on around the metadata: HEAD, and 404 for what does not exist. RFC 9110 §9.3.2, RFC 8615 */
import { randomBytes } from 'node:crypto'
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import { fail, orFine, warn, type Check, type Finding } from '../finding.ts'
import type { Ask } from './ask.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'well-known'

export const checkWellKnown = async (ask: Ask, issuer: string): Promise<readonly Finding[]> => {
  const [known = ''] = authorizationServerMetadataUrls(issuer)
  const unknown = `${new URL(issuer).origin}/.well-known/doctor-${randomBytes(6).toString('hex')}`
  const [head, nothing] = await Promise.all([ask(known, { method: 'HEAD' }), ask(unknown)])
  return orFine(
    check,
    [
      nothing.status === 404
        ? undefined
        : fail(check, {
            says: `a well-known name that does not exist gets status ${nothing.status} instead of 404`,
            why: whyOf(trips.pageForUnknown),
            cure: 'Answer 404 below /.well-known/: no page of an app, no redirect, no sign-in',
          }),
      head.status === 200
        ? undefined
        : warn(check, {
            says: `HEAD ${known} gets status ${head.status}`,
            why: 'Monitors and careful clients look before they fetch',
            cure: 'Let the proxy pass HEAD like GET',
          }),
    ],
    'unknown names are 404, HEAD is answered',
  )
}

/** Do requests of the size that clients send come through whatever stands in front? RFC 9110 §15.5.15, RFC 6585 §5 */
import type { Asked } from '@gatehouse/egress'
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import { orFine, warn, type Check, type Finding } from '../finding.ts'
import type { Ask } from './ask.ts'
import { textOf, type AuthorizationServer } from './authorization-server.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'sizes'
const sixKilobytes = 'x'.repeat(6 * 1024)
const twelveKilobytes = 'x'.repeat(12 * 1024)

export const checkSizes = async (ask: Ask, server: AuthorizationServer): Promise<readonly Finding[]> => {
  const [url = ''] = authorizationServerMetadataUrls(server.issuer)
  const token = textOf(server, 'token_endpoint')
  const complaints = await Promise.all([
    sized(ask, { what: 'a URL of 6 KB', url: `${url}?doctor=${sixKilobytes}` }),
    sized(ask, { what: 'an Authorization header of 6 KB', url, asked: { headers: { authorization: sixKilobytes } } }),
    token === undefined ? undefined : sized(ask, { what: 'a form of 12 KB', url: token, asked: largeForm }),
  ])
  return orFine(check, complaints, 'long URLs, headers and forms come through')
}

const largeForm: Asked = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: `grant_type=urn%3Agatehouse%3Adoctor&pad=${twelveKilobytes}`,
}

interface Large {
  readonly what: string
  readonly url: string
  readonly asked?: Asked
}

/** Of a proxy or of ours: not read to the end. */
const tooLarge = [413, 414, 431, 494]
/** Of a proxy: other words for the same. A server that read the request says 400 or 403 in JSON. */
const turnedAway = [400, 403, 502, 503]

const sized = async (ask: Ask, { what, url, asked }: Large): Promise<Finding | undefined> => {
  const { status, headers } = await ask(url, asked)
  const isJson = (headers.get('content-type') ?? '').includes('json')
  if (!tooLarge.includes(status) && !(turnedAway.includes(status) && !isJson)) return undefined
  return warn(check, {
    says: `${what} gets status ${status}`,
    why: whyOf(trips.tooLarge),
    cure: 'Give the proxy room: 8 KB for the URL, 16 KB for headers, 32 KB for a body (nginx: large_client_header_buffers)',
  })
}

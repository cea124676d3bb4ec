/** How much of a request anybody may make us read before we know what it is. RFC 9110 §15.5.15, RFC 6585 §5 */
import { refuse } from '@gatehouse/protocol/errors'

const longestUrl = 8 * 1024
const largestHeaders = 16 * 1024

/** Throws 414 or 431. */
export const refuseOversized = (request: Request): void => {
  if (request.url.length > longestUrl) throw refuse('invalid_request', 'the URL is longer than 8 KB', { status: 414 })
  let size = 0
  request.headers.forEach((value, name) => {
    size += name.length + value.length + 4
  })
  if (size > largestHeaders) throw refuse('invalid_request', 'the headers are larger than 16 KB', { status: 431 })
}

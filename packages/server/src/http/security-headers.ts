/** What every answer of ours carries; pages bring their own, stricter set. RFC 9700 §4.16, RFC 6797 */
import { setField } from './plain-response.ts'

const always: readonly (readonly [string, string])[] = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['x-frame-options', 'DENY'],
  ['cache-control', 'no-store'],
]

/** Fills in what the answer does not say itself. */
export const secured = (response: Response, { isSecure }: { readonly isSecure: boolean }): Response => {
  for (const field of always) setField(response, field)
  if (isSecure) setField(response, ['strict-transport-security', 'max-age=31536000'], true)
  return response
}

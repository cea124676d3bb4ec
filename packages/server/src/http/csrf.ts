/** Proves that a form was ours, shown to this browser, for this request and this person. RFC 6749 §10.12, RFC 9700 §4.7 */
import type { Digest } from '@gatehouse/issuer/ports/digest'
import type { Parameters } from '@gatehouse/protocol/parameters'
import { single } from '@gatehouse/protocol/parameters'
import type { FormTarget, HiddenField } from '../pages/parts/form.ts'

export interface FormBinding {
  /** Where the form is posted. */
  readonly path: string
  /** Only the browser that has it can send the form. */
  readonly browserSecret: string
  /** Whoever is signed in when the form is shown must still be when it is sent; absent where nobody needs to be. */
  readonly userId?: string | undefined
}

const tokenField = 'csrf'

/** The hidden fields of our forms that are bound, too: a token for one waiting request is worth nothing for another. */
export const requestField = 'request'

/** A form of ours; its token covers the path, the waiting request, the browser and the person. */
export const ourForm = (
  digest: Digest,
  { path, browserSecret, userId }: FormBinding,
  options: { readonly action: string; readonly fields?: Readonly<Record<string, string | undefined>> },
): FormTarget => {
  const { action, fields = {} } = options
  const given = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
  const value = tokenFor(digest, { path, browserSecret, userId }, fields[requestField] ?? '')
  const token: HiddenField = { name: tokenField, value }
  return { action, fields: [token, ...given] }
}

export const isOurForm = (digest: Digest, form: Parameters, binding: FormBinding): boolean => {
  const request = single(form, requestField) ?? ''
  return digest.equal(single(form, tokenField) ?? '', tokenFor(digest, binding, request))
}

const tokenFor = (digest: Digest, { path, browserSecret, userId = '' }: FormBinding, request: string): string =>
  digest.hmac(browserSecret, JSON.stringify(['form', path, request, userId]))

/** Browsers say where a form was sent from. `null` is somewhere else; a browser that says nothing must show the token anyway. */
export const isFromHere = (request: Request, origin: string): boolean => {
  const from = request.headers.get('Origin')
  const site = request.headers.get('Sec-Fetch-Site')
  return (from === null || from === origin) && (site === null || site === 'same-origin' || site === 'none')
}

/** Whether another site sent the browser here; one that does not say counts as sent. Fetch Metadata §2.4 */
export const isCrossSite = (request: Request): boolean =>
  !['same-origin', 'same-site', 'none'].includes(request.headers.get('Sec-Fetch-Site') ?? '')

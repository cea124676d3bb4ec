/** What every answer of ours carries; pages bring their own, stricter set. RFC 9700 §4.16, RFC 6797 */

const always: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
}

/** Fills in what the answer does not say itself. */
export const secured = (response: Response, { isSecure }: { readonly isSecure: boolean }): Response => {
  const { headers } = response
  for (const [name, value] of Object.entries(always)) if (!headers.has(name)) headers.set(name, value)
  if (isSecure) headers.set('Strict-Transport-Security', 'max-age=31536000')
  return response
}

/** Whether a person looks at the answer. RFC 9110 §12.5.1 */

/** Browsers name HTML; programs say `*`, JSON or nothing. */
export const wantsHtml = (request: Request): boolean =>
  (request.headers.get('Accept') ?? '').toLowerCase().includes('text/html')

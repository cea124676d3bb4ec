/** Text from strangers, made fit to be shown to a person: no controls, nothing invisible, not too long. RFC 7591 §5 */

const notYet = (): never => {
  throw new Error('signature only')
}

/**
 * Without bidi controls, zero-width and control characters; white space in single spaces; at most `maxLength` code points, never cutting a
 * grapheme (a cut ends in `…`). May be empty. Escaping for HTML remains the page's duty.
 */
export const cleanDisplayText: (text: string, maxLength: number) => string = notYet

/**
 * The two forms of an ECDSA signature on P-256: r and s side by side, as JOSE has them, and as DER, which OpenSSL makes and reads.
 * Node would translate by itself, but takes as long for it as for the signature. RFC 7518 §3.4, RFC 3279 §2.2.3
 */
const half = 32
const sequence = 0x30
const integer = 0x02

/** `der` is a signature that OpenSSL just made. */
export const joseFromDer = (der: Uint8Array): Uint8Array => {
  const jose = new Uint8Array(2 * half)
  const lengthOfR = der[3] ?? 0
  place(jose, der.subarray(4, 4 + lengthOfR), half)
  place(jose, der.subarray(6 + lengthOfR), 2 * half)
  return jose
}

/** DER writes a zero before a number that would look negative, and none before a short one. */
const place = (jose: Uint8Array, number: Uint8Array, end: number): void => {
  const digits = number.subarray(Math.max(0, number.length - half))
  jose.set(digits, end - digits.length)
}

/** undefined: no signature of this curve has that length. */
export const derFromJose = (jose: Uint8Array): Uint8Array | undefined => {
  if (jose.length !== 2 * half) return undefined
  const r = integerOf(jose.subarray(0, half))
  const s = integerOf(jose.subarray(half))
  return Uint8Array.from([sequence, r.length + s.length, ...r, ...s])
}

const integerOf = (digits: Uint8Array): readonly number[] => {
  const first = digits.findIndex((digit) => digit !== 0)
  const shortest = first < 0 ? [0] : [...digits.subarray(first)]
  const positive = (shortest[0] ?? 0) >= 0x80 ? [0, ...shortest] : shortest
  return [integer, positive.length, ...positive]
}

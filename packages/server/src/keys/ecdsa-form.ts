/**
 * The two forms of an ECDSA signature on P-256: r and s side by side, as JOSE has them, and as DER, which OpenSSL makes.
 * Node would translate by itself, but pays as much for it as for the signature. RFC 7518 §3.4, RFC 3279 §2.2.3
 */
const half = 32
const sequence = 0x30
const integer = 0x02

/** `der` is a signature that OpenSSL just made. */
export const joseFromDer = (der: Buffer): Buffer => {
  const jose = Buffer.alloc(2 * half)
  const lengthOfR = der[3] ?? 0
  const r = der.subarray(4, 4 + lengthOfR)
  const s = der.subarray(6 + lengthOfR)
  for (const [number, end] of [
    [r, half],
    [s, 2 * half],
  ] as const) {
    // DER writes a zero before a number that would look negative, and none before a short one.
    const digits = number.subarray(Math.max(0, number.length - half))
    jose.set(digits, end - digits.length)
  }
  return jose
}

/** undefined: no signature of this curve has that length. */
export const derFromJose = (jose: Uint8Array): Buffer | undefined => {
  if (jose.length !== 2 * half) return undefined
  const r = integerOf(jose.subarray(0, half))
  const s = integerOf(jose.subarray(half))
  return Buffer.from([sequence, r.length + s.length, ...r, ...s])
}

const integerOf = (digits: Uint8Array): readonly number[] => {
  const first = digits.findIndex((digit) => digit !== 0)
  const shortest = first < 0 ? [0] : [...digits.subarray(first)]
  const positive = (shortest[0] ?? 0) >= 0x80 ? [0, ...shortest] : shortest
  return [integer, positive.length, ...positive]
}

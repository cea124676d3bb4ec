/** Known answers, and comparisons that cannot be fooled. */
import { describe, expect, it } from 'vitest'
import { nodeDigest } from './digest.ts'

describe('the digest', () => {
  it('is SHA-256 in base64url (FIPS 180-4, RFC 7636 appendix B)', () => {
    expect(nodeDigest.sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    )
  })

  it('is HMAC-SHA-256 in base64url (RFC 4231 §4.3)', () => {
    const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
    expect(nodeDigest.hmac('Jefe', 'what do ya want for nothing?')).toBe(
      Buffer.from(expected, 'hex').toString('base64url'),
    )
  })

  it('tells equal texts from all others, lone surrogates too', () => {
    expect(nodeDigest.equal('abc', 'abc')).toBe(true)
    expect(nodeDigest.equal('abc', 'abd')).toBe(false)
    expect(nodeDigest.equal('abc', 'abcd')).toBe(false)
    expect(nodeDigest.equal('', '')).toBe(true)
    expect(nodeDigest.equal('\ud800', '\udfff')).toBe(false)
  })
})

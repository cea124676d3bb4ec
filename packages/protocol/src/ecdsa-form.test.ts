/** What OpenSSL translates by itself, and what we translate, are the same bytes. */
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { derFromJose, joseFromDer } from './ecdsa-form.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const inJose = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const

describe('the forms of an ECDSA signature', () => {
  it('gives what JOSE verifiers read, for signatures of every length', () => {
    for (let turn = 0; turn < 600; turn += 1) {
      const text = Buffer.from(`text ${turn}`)
      const jose = joseFromDer(sign('sha256', text, privateKey))
      expect(jose).toHaveLength(64)
      expect(verify('sha256', text, inJose, jose)).toBe(true)
      expect(verify('sha256', text, publicKey, derFromJose(jose) ?? new Uint8Array())).toBe(true)
    }
  })

  it('comes back to the same numbers, short ones and nought among them', () => {
    const number = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const short = number.map((digits) => digits.fill(0, 0, 30))
    const any = fc.oneof(number, short, fc.constant(new Uint8Array(32)))
    fc.assert(
      fc.property(any, any, (r, s) => {
        const jose = Uint8Array.from([...r, ...s])
        expect(joseFromDer(derFromJose(jose) ?? new Uint8Array())).toEqual(jose)
      }),
    )
  })

  it.each([0, 63, 65, 96])('takes %i bytes for no signature', (length) => {
    expect(derFromJose(new Uint8Array(length))).toBeUndefined()
  })
})

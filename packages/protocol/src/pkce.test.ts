import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { codeChallengeOf, isCodeChallenge, isCodeVerifier } from './pkce.ts'

const sha256 = (text: string) => createHash('sha256').update(text, 'ascii').digest('base64url')

it('agrees with the example of RFC 7636 Appendix B', () => {
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  expect(codeChallengeOf(verifier, sha256)).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
})

it('D3: knows a challenge as exactly 43 canonical base64url characters', () => {
  const challenge = sha256('anything')
  expect(isCodeChallenge(challenge)).toBe(true)
  for (let round = 0; round < 200; round += 1) expect(isCodeChallenge(sha256(String(round)))).toBe(true)
  const wrong = ['', challenge.slice(1), `${challenge}A`, `${challenge}=`, `${challenge}\n`, ` ${challenge.slice(1)}`]
  const foreign = ['+', '/', '.', '~', 'é'].map((character) => `${character}${challenge.slice(1)}`)
  for (const text of [...wrong, ...foreign]) expect(isCodeChallenge(text)).toBe(false)
})

it('D3: refuses a last character that sets bits which SHA-256 does not have', () => {
  const head = 'A'.repeat(42)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const accepted = Array.from(alphabet).filter((last) => isCodeChallenge(`${head}${last}`))
  expect(accepted).toEqual(
    Array.from(alphabet).filter(
      (last) => Buffer.from(`${head}${last}`, 'base64url').toString('base64url') === `${head}${last}`,
    ),
  )
  expect(accepted).toHaveLength(16)
})

it('D4: knows a verifier as 43 to 128 unreserved characters', () => {
  expect(isCodeVerifier('a'.repeat(43))).toBe(true)
  expect(isCodeVerifier('-._~'.repeat(32))).toBe(true)
  for (const text of [
    'a'.repeat(42),
    'a'.repeat(129),
    `${'a'.repeat(43)}\n`,
    `${'a'.repeat(43)}=`,
    `${'a'.repeat(42)}+`,
    '',
  ]) {
    expect(isCodeVerifier(text)).toBe(false)
  }
})

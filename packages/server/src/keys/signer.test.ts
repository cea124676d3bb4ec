/** What our keys signed, and nothing else; node:crypto and jose agree on every algorithm. */
import { seconds } from '@gatehouse/protocol/time'
import { compactVerify, createLocalJWKSet, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { keyWorld } from '../../test/key-world.ts'
import { algorithms, type Algorithm } from './algorithms.ts'
import { createSigner } from './signer.ts'

const newRing = async (...chosen: readonly Algorithm[]) =>
  (await keyWorld().replica({ policy: { algorithms: chosen } })).ring

/** Another spelling of the same bytes: the last character carries unused bits. */
const respelled = (token: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return token.slice(0, -1) + (alphabet[alphabet.indexOf(token.at(-1) ?? '') + 1] ?? '')
}

describe.each(algorithms)('a signature by %s', (alg) => {
  it('is one that jose verifies with what we publish', async () => {
    const ring = await newRing(alg)
    const token = await createSigner(ring).sign('at+jwt', { sub: 'Zoë' })
    const { payload, protectedHeader } = await compactVerify(
      token,
      createLocalJWKSet({ keys: ring.held().published.map((jwk) => ({ ...jwk })) }),
      { algorithms: [alg] },
    )
    expect(JSON.parse(new TextDecoder().decode(payload))).toEqual({ sub: 'Zoë' })
    expect(protectedHeader).toEqual({ alg, typ: 'at+jwt', kid: ring.held().published[0]?.['kid'] })
  })

  it('is known again, and with one letter changed anywhere it is not', async () => {
    const signer = createSigner(await newRing(alg))
    const token = await signer.sign('at+jwt', { sub: 'usr_1' })
    expect(await signer.verifyOwn('at+jwt', token)).toEqual({ sub: 'usr_1' })
    for (let at = 0; at < token.length; at += 7) {
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
      expect(await signer.verifyOwn('at+jwt', changed)).toBeUndefined()
    }
    expect(await signer.verifyOwn('at+jwt', respelled(token))).toBeUndefined()
  })
})

describe('the signer', () => {
  it('signs by the first algorithm, by another one when asked, and by none that has no key', async () => {
    const signer = createSigner(await newRing('EdDSA', 'ES256'))
    expect(signer.algorithms()).toEqual(['EdDSA', 'ES256'])
    expect(decodeProtectedHeader(await signer.sign('JWT', {})).alg).toBe('EdDSA')
    expect(decodeProtectedHeader(await signer.sign('JWT', {}, 'ES256')).alg).toBe('ES256')
    await expect(signer.sign('JWT', {}, 'RS256')).rejects.toThrow('there is no key for RS256')
  })

  it('knows its own token also when it has expired', async () => {
    const signer = createSigner(await newRing('ES256'))
    expect(await signer.verifyOwn('at+jwt', await signer.sign('at+jwt', { exp: 1 }))).toEqual({ exp: 1 })
  })

  it('knows no token of another type, key, algorithm or form', async () => {
    const ring = await newRing('RS256', 'PS256')
    const signer = createSigner(ring)
    const { kid = '' } = ring.held().published[0] ?? {}
    const token = await signer.sign('at+jwt', { sub: 'usr_1' })
    const [header = '', payload = '', signature = ''] = token.split('.')
    const headed = (facts: object) => Buffer.from(JSON.stringify(facts)).toString('base64url')
    const symmetric = new SignJWT({}).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
    for (const foreign of [
      await signer.sign('JWT', { sub: 'usr_1' }),
      await createSigner(await newRing('RS256')).sign('at+jwt', { sub: 'usr_1' }),
      await symmetric.sign(new TextEncoder().encode(JSON.stringify(ring.held().published[0]))),
      new UnsecuredJWT({ sub: 'usr_1' }).encode(),
      `${headed({ alg: 'PS256', typ: 'at+jwt', kid })}.${payload}.${signature}`,
      `${headed({ alg: 'RS256', typ: 'at+jwt', kid, crit: ['b64'], b64: true })}.${payload}.${signature}`,
      `${header}.${payload}.`,
      `${token}.`,
      ` ${token}`,
      'no token',
      '',
    ]) {
      expect(await signer.verifyOwn('at+jwt', foreign)).toBeUndefined()
    }
  })

  it('looks for an unknown kid at most once in a second, however many ask', async () => {
    const world = keyWorld()
    const { signer } = await world.replica()
    const foreign = await createSigner(await newRing('ES256')).sign('at+jwt', {})
    for (let second = 0; second < 3; second += 1) {
      world.clock.advance(seconds(2))
      const before = world.reads()
      const asked = Array.from({ length: 64 }, () => signer.verifyOwn('at+jwt', foreign))
      expect(new Set(await Promise.all(asked))).toEqual(new Set([undefined]))
      expect(await signer.verifyOwn('at+jwt', foreign)).toBeUndefined()
      expect(world.reads()).toBe(before + 1)
    }
  })
})

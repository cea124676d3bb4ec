/** What our keys signed, and nothing else. */
import { createMemoryStore } from '@gatehouse/store-memory'
import { decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../runtime/clock.ts'
import { createSealer } from '../runtime/sealer.ts'
import type { MasterKey } from './master-key.ts'
import { createSigner } from './signer.ts'
import { openSigningKeys } from './signing-keys.ts'

const newKeys = () =>
  openSigningKeys({
    rows: createMemoryStore().forTenant('main').signingKeys,
    sealer: createSealer('signing-key'),
    clock: systemClock,
    masterKey: 'for this test' as MasterKey,
  })

describe('the signer', () => {
  it('names type, algorithm and key in the header', async () => {
    const keys = await newKeys()
    const token = await createSigner(keys).sign('at+jwt', { sub: 'usr_1' })
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: keys[0]?.kid })
  })

  it('signs by the newest key and knows the older ones', async () => {
    const [older, newer] = [await newKeys(), await newKeys()]
    const both = createSigner([...older, ...newer])
    expect(decodeProtectedHeader(await both.sign('at+jwt', {})).kid).toBe(newer[0]?.kid)
    expect(await both.verifyOwn('at+jwt', await createSigner(older).sign('at+jwt', { n: 1 }))).toEqual({ n: 1 })
  })

  it('knows its own token also when it has expired', async () => {
    const signer = createSigner(await newKeys())
    expect(await signer.verifyOwn('at+jwt', await signer.sign('at+jwt', { exp: 1 }))).toEqual({ exp: 1 })
  })

  it('knows no token of another type, key or algorithm, and no changed one', async () => {
    const keys = await newKeys()
    const signer = createSigner(keys)
    const kid = keys[0]?.kid ?? ''
    const token = await signer.sign('at+jwt', { sub: 'usr_1' })
    const [header = '', payload = '', signature = ''] = token.split('.')
    const symmetric = new SignJWT({}).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
    for (const foreign of [
      await signer.sign('JWT', { sub: 'usr_1' }),
      await createSigner(await newKeys()).sign('at+jwt', { sub: 'usr_1' }),
      await symmetric.sign(new TextEncoder().encode(JSON.stringify(keys[0]?.publicJwk))),
      new UnsecuredJWT({ sub: 'usr_1' }).encode(),
      `${header}.${Buffer.from('{"sub":"usr_2"}').toString('base64url')}.${signature}`,
      `${header}.${payload}.`,
      `${token}.`,
      'no token',
      '',
    ]) {
      expect(await signer.verifyOwn('at+jwt', foreign)).toBeUndefined()
    }
  })
})

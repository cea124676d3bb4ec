import { type CryptoKey, SignJWT, generateKeyPair } from 'jose'
import { describe, expect, it } from 'vitest'
import { isSignedBy as anywhere } from '../src/signature-anywhere.ts'
import { isSignedBy as onNode } from '../src/signature-node.ts'

const said = async (key: CryptoKey, jws: string, alg: string): Promise<boolean> => {
  const answers = [await onNode(key, jws, alg), await anywhere(key, jws, alg)]
  expect(new Set(answers).size).toBe(1)
  return answers[0] === true
}

describe.each(['ES256', 'RS256', 'PS256', 'EdDSA', 'ES384'])('a signature by %s', (alg) => {
  it('is known on Node and anywhere, and with one bit changed on neither', async () => {
    const { privateKey, publicKey } = await generateKeyPair(alg)
    const jws = await new SignJWT({ sub: 'alice' }).setProtectedHeader({ alg, typ: 'at+jwt' }).sign(privateKey)
    expect(await said(publicKey, jws, alg)).toBe(true)
    const [header = '', payload = '', signature = ''] = jws.split('.')
    const bytes = Buffer.from(signature, 'base64url')
    for (const at of [0, 31, 32, 63]) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await said(publicKey, `${header}.${payload}.${changed.toString('base64url')}`, alg)).toBe(false)
    }
    const shorter = bytes.subarray(0, -1).toString('base64url')
    expect(await said(publicKey, `${header}.${payload}.${shorter}`, alg)).toBe(false)
    const other = Buffer.from('{"sub":"mallory"}').toString('base64url')
    expect(await said(publicKey, `${header}.${other}.${signature}`, alg)).toBe(false)
    expect(await said((await generateKeyPair(alg)).publicKey, jws, alg)).toBe(false)
  })
})

it('takes a key for nothing but what it was imported for', async () => {
  const { privateKey, publicKey } = await generateKeyPair('PS256')
  const jws = await new SignJWT({}).setProtectedHeader({ alg: 'PS256' }).sign(privateKey)
  expect(await onNode(publicKey, jws, 'PS256')).toBe(true)
  expect(await onNode(publicKey, jws, 'RS256')).toBe(false)
  const asRsa = jws.replace(/^[^.]+/, Buffer.from('{"alg":"RS256"}').toString('base64url'))
  await expect(async () => onNode(publicKey, asRsa, 'RS256')).rejects.toThrow(TypeError)
})

it('makes numbers of nothing no signature: CVE-2022-21449', async () => {
  const { publicKey } = await generateKeyPair('ES256')
  const header = Buffer.from('{"alg":"ES256"}').toString('base64url')
  expect(await said(publicKey, `${header}.e30.${Buffer.alloc(64).toString('base64url')}`, 'ES256')).toBe(false)
})

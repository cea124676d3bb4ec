/** Where keys come from, and that each of them takes its own tokens and nothing else. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CryptoKey, SignJWT, exportPKCS8, exportSPKI, importJWK } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GuardMisconfigured, type KeySource, createGuard } from '../src/index.ts'
import { readKeyFile } from '../src/key-file-anywhere.ts'
import {
  type Signer,
  createSigner,
  goodClaims,
  issuer,
  localIssuer,
  refused,
  resource,
  sign,
  smallWorld,
  verdict,
} from './local-issuer.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-keys-'))
})
afterAll(() => rm(folder, { recursive: true }))

const publicPem = async ({ jwk, alg }: Signer): Promise<string> =>
  exportSPKI((await importJWK(jwk, alg, { extractable: true })) as CryptoKey)

const fileWith = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

const secret = 'a secret that is long enough for HS256'
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const

describe.each(algorithms)('keys for %s', (alg) => {
  const ways: Readonly<Record<string, (signer: Signer) => KeySource | Promise<KeySource>>> = {
    discovered: () => ({ jwksUri: `${issuer}/jwks` }),
    inline: ({ jwk }) => ({ jwks: { keys: [jwk] } }),
    'as PEM': async (signer) => ({ pem: await publicPem(signer) }),
    'in a PEM file': async (signer) => ({ file: await fileWith(`${alg}.pem`, await publicPem(signer)) }),
    'in a JWKS file': async ({ jwk }) => ({ file: await fileWith(`${alg}.json`, JSON.stringify({ keys: [jwk] })) }),
  }
  it.each(Object.entries(ways))('%s take their own tokens alone', async (_, way) => {
    const signer = await createSigner('k1', alg)
    const authority = localIssuer([signer.jwk])
    const options = { url: issuer, algorithms: [alg], keys: await way(signer) }
    const world = await smallWorld({ issuer: options, fetch: authority.fetch })
    expect((await world.callWith(await sign(signer, goodClaims()))).status).toBe(200)
    const thief = await createSigner('k1', alg)
    expect(await verdict(await world.callWith(await sign(thief, goodClaims())))).toEqual(refused)
  })
})

describe('a shared secret', () => {
  const key = new TextEncoder().encode(secret)
  const signedBy = (by: Uint8Array, alg = 'HS256') =>
    new SignJWT(goodClaims()).setProtectedHeader({ alg, typ: 'at+jwt' }).sign(by)

  it('takes HS256 with that secret, and nothing else', async () => {
    const world = await smallWorld({ issuer: { url: issuer, keys: { secret } } })
    expect((await world.callWith(await signedBy(key))).status).toBe(200)
    for (const token of [
      await signedBy(new TextEncoder().encode(`${secret}!`)),
      await signedBy(key, 'HS384'),
      await world.token(),
    ]) {
      expect(await verdict(await world.callWith(token))).toEqual(refused)
    }
    expect(world.authority.asked).toEqual([])
  })
})

describe('R2: a public key handed over is no secret', () => {
  it('whatever token is signed with its text', async () => {
    const signer = await createSigner()
    const pem = await publicPem(signer)
    const world = await smallWorld({ issuer: { url: issuer, keys: { pem } } })
    const forged = await new SignJWT(goodClaims())
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .sign(new TextEncoder().encode(pem))
    expect(await verdict(await world.callWith(forged))).toEqual(refused)
  })
})

describe('R19: keys of a JWKS that cannot be read', () => {
  it('verify nothing, and hurt nobody else', async () => {
    const good = await createSigner('good')
    const other = await createSigner('off')
    const off = { ...other.jwk, x: good.jwk.y ?? '' }
    const rsa = await createSigner('rsa', 'RS256')
    const padded = { ...rsa.jwk, n: `${'A'.repeat(300)}${rsa.jwk.n?.slice(0, 86)}` }
    const world = await smallWorld({ fetch: localIssuer([off, padded, good.jwk]).fetch })
    expect(await verdict(await world.callWith(await sign(other, goodClaims())))).toEqual(refused)
    expect(await verdict(await world.callWith(await sign(rsa, goodClaims())))).toEqual(refused)
    expect((await world.callWith(await sign(good, goodClaims()))).status).toBe(200)
  })
})

describe('keys that cannot be keys stop the start', () => {
  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['none', {}, /issuer\.keys names no keys/],
    ['two kinds', { jwksUri: `${issuer}/jwks`, secret }, /names jwksUri and secret/],
    ['a short secret', { secret: 'a'.repeat(31) }, /shorter than 32 bytes/],
    ['a PEM that is none', { pem: 'MIIB' }, /is no PEM/],
    ['a JWKS without keys', { jwks: { keys: [] } }, /no public key/],
    ['a JWKS of secrets', { jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } }, /no public key/],
    ['a file that is not there', { file: '/nowhere/keys.pem' }, /cannot be read.*ENOENT/],
    ['a JWKS over http', { jwksUri: 'http://auth.example/jwks' }, /use https/],
  ]
  it.each(wrong)('%s', (_, keys, message) => {
    const start = () => createGuard({ resource, issuer: { url: issuer, keys: keys as KeySource } })
    expect(start).toThrow(GuardMisconfigured)
    expect(start).toThrow(message)
  })

  it('a private key, so that it does not spread further', async () => {
    const pem = await exportPKCS8((await createSigner()).privateKey)
    expect(() => createGuard({ resource, issuer: { url: issuer, keys: { pem } } })).toThrow(/is a private key/)
  })

  it('an algorithm that does not go with them', () => {
    const start = (chosen: readonly string[], keys: KeySource) => () =>
      createGuard({ resource, issuer: { url: issuer, algorithms: chosen, keys } })
    expect(start(['RS256'], { secret })).toThrow(/algorithms has RS256/)
    expect(start(['HS256'], { jwksUri: `${issuer}/jwks` })).toThrow(/algorithms has HS256/)
    expect(start(['HS512'], { secret })).toThrow(/algorithms has HS512/)
  })

  it('a file, where there are none', () => {
    expect(() => readKeyFile('issuer.keys.file', 'keys.pem')).toThrow(GuardMisconfigured)
    expect(() => readKeyFile('issuer.keys.file', 'keys.pem')).toThrow(/files are read on Node only/)
  })
})

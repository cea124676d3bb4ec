/** Keys at rest and at start: made once, sealed, and never replaced in silence. */
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStore } from '@gatehouse/store-memory'
import { generateKeyPair, exportJWK, exportPKCS8 } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError } from '../config/config-error.ts'
import { systemClock } from '../runtime/clock.ts'
import { createSealer } from '../runtime/sealer.ts'
import { createMasterKey, findMasterKey } from './master-key.ts'
import { openKeys } from './open-keys.ts'
import { createSigner } from './signer.ts'

let dataDirectory = ''
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'gatehouse-keys-'))
})
afterEach(() => rm(dataDirectory, { recursive: true }))

const start = (rows = createMemoryStore().forTenant('main').signingKeys, configuredMasterKey?: string) =>
  openKeys({ configuredMasterKey, dataDirectory, rows, clock: systemClock })

const rowsOfStore = () => createMemoryStore().forTenant('main').signingKeys
const goodKey = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * index * 7 + 130) % 256)).toString(
  'base64',
)

describe('the first start', () => {
  it('makes an ES256 key and a master key that only its owner can read', async () => {
    const [key] = await start()
    expect(key?.alg).toBe('ES256')
    expect((await stat(join(dataDirectory, 'master-key'))).mode & 0o777).toBe(0o600)
    expect(await readdir(dataDirectory)).toEqual(['master-key'])
  })

  it('of several processes at once agrees on one master key and one signing key', async () => {
    const rows = rowsOfStore()
    const started = await Promise.all(Array.from({ length: 8 }, () => start(rows)))
    expect(new Set(started.flat().map(({ kid }) => kid)).size).toBe(1)
    expect(await rows.list()).toHaveLength(1)
  })

  it('writes no file when the master key is configured', async () => {
    await start(rowsOfStore(), goodKey)
    expect(await readdir(dataDirectory)).toEqual([])
  })

  it('K1: hands out public members only, with kid, use and alg', async () => {
    const rows = rowsOfStore()
    const [key] = await start(rows)
    expect(Object.keys(key?.publicJwk ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    expect(key?.publicJwk).toMatchObject({ kid: key?.kid, use: 'sig', alg: 'ES256' })
    await expect(exportJWK(key?.privateKey ?? new Uint8Array())).rejects.toThrow(/extractable/)
  })

  it('K1: a private member that got into the public half of a row does not get out', async () => {
    const kept = rowsOfStore()
    await start(kept)
    const rows = await kept.list()
    const leaky = rows.map((row) => ({ ...row, publicJwk: { ...row.publicJwk, d: 'secret', k: 'secret' } }))
    const [key] = await start({ ...kept, list: async () => leaky })
    expect(JSON.stringify(key?.publicJwk)).not.toContain('secret')
  })
})

describe('a later start', () => {
  it('finds the same key, and what was signed before still verifies', async () => {
    const rows = rowsOfStore()
    const token = await createSigner(await start(rows)).sign('at+jwt', { sub: 'usr_1' })
    expect(await createSigner(await start(rows)).verifyOwn('at+jwt', token)).toEqual({ sub: 'usr_1' })
  })

  it('K4: with another master key refuses, and makes no new key', async () => {
    const rows = rowsOfStore()
    await start(rows)
    const before = await rows.list()
    await expect(start(rows, goodKey)).rejects.toThrow(/does not open the signing key/)
    expect(await rows.list()).toEqual(before)
  })

  it('K4: without the master key refuses, and makes no new one', async () => {
    const rows = rowsOfStore()
    await start(rows)
    await rm(join(dataDirectory, 'master-key'))
    await expect(start(rows)).rejects.toThrow(/the master key that opens them is gone/)
    expect(await readdir(dataDirectory)).toEqual([])
  })

  it('K4: with one key that opens and one that does not refuses', async () => {
    const [one, other] = [rowsOfStore(), rowsOfStore()]
    await start(one)
    await start(other, goodKey)
    const mixed = [...(await one.list()), ...(await other.list())]
    await expect(start({ ...one, list: async () => mixed })).rejects.toThrow(ConfigError)
  })

  it('K6: a sealed key copied onto another row does not open', async () => {
    const [one, other] = [rowsOfStore(), rowsOfStore()]
    await start(one)
    await start(other)
    const [mine] = await one.list()
    const [theirs] = await other.list()
    if (!mine || !theirs) throw new Error('no rows')
    const swapped = [{ ...mine, sealedPrivateKey: theirs.sealedPrivateKey }]
    await expect(start({ ...one, list: async () => swapped })).rejects.toThrow(ConfigError)
  })

  it('K5: refuses a signing key that is not ES256, HS256 and short RSA among them', async () => {
    const masterKey = await createMasterKey(dataDirectory)
    const rsa = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
    for (const [alg, secret] of [
      ['HS256', JSON.stringify({ kty: 'oct', k: 'c2VjcmV0' })],
      ['RS256', JSON.stringify(await exportJWK(rsa.privateKey))],
      ['ES256', JSON.stringify({ kty: 'oct', k: await exportPKCS8(rsa.privateKey) })],
    ] as const) {
      const row = {
        kid: 'k',
        alg,
        publicJwk: { kid: 'k', alg, use: 'sig', kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
        sealedPrivateKey: createSealer('signing-key').seal(masterKey, secret, 'k'),
        createdAt: systemClock.now(),
      }
      await expect(start({ list: async () => [row], createFirst: async () => 'exists' })).rejects.toThrow(ConfigError)
    }
  })
})

describe('K5: a master key that is', () => {
  it.each([
    ['short', Buffer.from(goodKey, 'base64').subarray(0, 16).toString('base64'), /16 bytes instead of 32/],
    ['long', Buffer.concat([Buffer.from(goodKey, 'base64'), Buffer.alloc(1)]).toString('hex'), /33 bytes/],
    ['empty', '', /not base64/],
    ['a word', 'changeme', /6 bytes/],
    ['no base64', 'correct horse battery staple, twice!', /not base64/],
    ['text in base64', Buffer.from('change-me-change-me-change-me-32').toString('base64'), /it is text/],
    ['all zeros', '0'.repeat(64), /pattern/],
    ['a repeated pattern', 'deadbeef'.repeat(8), /pattern/],
    ['a sequence', Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString('hex'), /pattern/],
  ])('%s is refused with a cure', async (_, key, reason) => {
    const refusal: unknown = await start(rowsOfStore(), key).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(ConfigError)
    expect(String(refusal)).toMatch(reason)
    expect(String(refusal)).toContain('openssl rand -base64 32')
    expect(String(refusal)).not.toContain(key || 'nothing')
  })

  it('32 random bytes in base64, base64url or hexadecimal is taken, and is the same key', async () => {
    const bytes = Buffer.from(goodKey, 'base64')
    const forms = [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex'), `${goodKey}\n`]
    const found = await Promise.all(forms.map((form) => findMasterKey(form, dataDirectory)))
    expect(new Set(found).size).toBe(1)
  })
})

describe('the file of the master key', () => {
  it('that others can read is refused with the command that mends it', async () => {
    const rows = rowsOfStore()
    await start(rows)
    await chmod(join(dataDirectory, 'master-key'), 0o640)
    await expect(start(rows)).rejects.toThrow(/mode 640.*chmod 600/)
  })

  it('that was cut short is refused and kept as it is', async () => {
    await writeFile(join(dataDirectory, 'master-key'), 'abc', { mode: 0o600 })
    await expect(start()).rejects.toThrow(/2 bytes instead of 32.*from a backup/)
    expect(await readFile(join(dataDirectory, 'master-key'), 'utf8')).toBe('abc')
  })
})

/** Keys at rest and at start: made once, sealed, and never replaced in silence. */
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SigningKey } from '@gatehouse/issuer/ports/signing-keys'
import { createMemoryStore } from '@gatehouse/store-memory'
import { capturedLog, countedIds } from '@gatehouse/testkit'
import { generateKeyPair, exportJWK, exportPKCS8 } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { usualPolicy } from '../../test/key-world.ts'
import { ConfigError } from '../config/config-error.ts'
import { systemClock } from '../runtime/clock.ts'
import { createSealer } from '../runtime/sealer.ts'
import { masterKeyFrom } from './master-key.ts'
import { masterKeysFrom } from './master-keys.ts'
import { openKeys } from './open-keys.ts'
import { createSigner } from './signer.ts'

let dataDirectory = ''
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'gatehouse-keys-'))
})
afterEach(() => rm(dataDirectory, { recursive: true }))

const rowsOfStore = () => createMemoryStore().forTenant('main').signingKeys

const start = async (rows = rowsOfStore(), configuredMasterKey?: string) => {
  const { ring } = await openKeys({
    rows,
    masterKeys: masterKeysFrom({ configuredMasterKey, dataDirectory }),
    sealer: createSealer('signing-key'),
    clock: systemClock,
    policy: usualPolicy,
    ids: countedIds(),
    log: capturedLog(),
  })
  return { ...createSigner(ring), published: ring.held().published, signing: ring.held().signing }
}

const goodKey = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * index * 7 + 130) % 256)).toString(
  'base64',
)

describe('the first start', () => {
  it('makes an ES256 key and a master key that only its owner can read', async () => {
    expect((await start()).algorithms()).toEqual(['ES256'])
    expect((await stat(join(dataDirectory, 'master-key'))).mode & 0o777).toBe(0o600)
    expect(await readdir(dataDirectory)).toEqual(['master-key'])
  })

  it('of several processes at once agrees on one master key and one signing key', async () => {
    const rows = rowsOfStore()
    const started = await Promise.all(Array.from({ length: 8 }, () => start(rows)))
    expect(new Set(started.flatMap(({ published }) => published.map(({ kid }) => kid))).size).toBe(1)
    expect(await rows.list()).toHaveLength(1)
  })

  it('writes no file when the master key is configured', async () => {
    await start(rowsOfStore(), goodKey)
    expect(await readdir(dataDirectory)).toEqual([])
  })

  it('K1: hands out public members only, with kid, use and alg; the private half cannot be read out of the ring', async () => {
    const { published, signing } = await start()
    expect(published).toHaveLength(1)
    expect(Object.keys(published[0] ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    expect(published[0]).toMatchObject({ kid: signing[0]?.kid, use: 'sig', alg: 'ES256' })
    expect(Object.values(signing[0] ?? {}).filter((value) => typeof value === 'object')).toEqual(published)
  })

  it('K1: a private member that got into the public half of a row does not get out', async () => {
    const kept = rowsOfStore()
    await start(kept)
    const rows = await kept.list()
    const leaky = rows.map((row) => ({ ...row, publicJwk: { ...row.publicJwk, d: 'secret', k: 'secret' } }))
    const { published } = await start({ ...kept, list: async () => leaky })
    expect(published).toHaveLength(1)
    expect(JSON.stringify(published)).not.toContain('secret')
  })
})

describe('a later start', () => {
  it('finds the same key, and what was signed before still verifies', async () => {
    const rows = rowsOfStore()
    const token = await (await start(rows)).sign('at+jwt', { sub: 'usr_1' })
    expect(await (await start(rows)).verifyOwn('at+jwt', token)).toEqual({ sub: 'usr_1' })
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

  it('K5: refuses a row that holds no signing key of ours, HS256, short RSA and strange halves among them', async () => {
    const kept = rowsOfStore()
    await start(kept, goodKey)
    const [good] = await kept.list()
    if (!good) throw new Error('no row')
    const sealed = (jwk: object) =>
      createSealer('signing-key').seal(masterKeyFrom(goodKey, 'test'), JSON.stringify(jwk), 'k')
    const row = (alg: string, open: object, whole: object): SigningKey => {
      const publicJwk = { ...open, kid: 'k', use: 'sig', alg }
      return { ...good, kid: 'k', alg, publicJwk, sealedPrivateKey: sealed(whole) }
    }
    const { x, y } = good.publicJwk
    const short = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true }).then(async (pair) => {
      const { n = '', ...rest } = await exportJWK(pair.privateKey)
      return { ...rest, n: n.slice(0, 171) }
    })
    const ec = await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)
    const { d: _, ...ecOpen } = ec
    for (const [reason, strange] of [
      [/no public key for HS256/, row('HS256', { kty: 'oct' }, { kty: 'oct', k: 'c2VjcmV0' })],
      [/no public key for ES384/, row('ES384', { kty: 'EC', crv: 'P-384', x, y }, ec)],
      [/no public key for RS256/, row('RS256', { kty: 'RSA', n: short.n, e: 'AQAB' }, short)],
      [/public half .* is no ES256 key/, row('ES256', { ...ecOpen, x: 'A'.repeat(43), y: 'A'.repeat(43) }, ec)],
      [/is no ES256 key/, row('ES256', ecOpen, { kty: 'oct', k: await exportPKCS8(await anyPrivateKey()) })],
      [/do not belong together/, row('ES256', { kty: 'EC', crv: 'P-256', x, y }, ec)],
    ] as const) {
      await expect(start({ ...kept, list: async () => [strange] }, goodKey)).rejects.toThrow(reason)
    }
    await start({ ...kept, list: async () => [row('ES256', ecOpen, ec)] }, goodKey)
  })
})

const anyPrivateKey = async () => (await generateKeyPair('ES256', { extractable: true })).privateKey

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

  it('32 random bytes in base64, base64url or hexadecimal is taken, and is the same key', () => {
    const bytes = Buffer.from(goodKey, 'base64')
    const forms = [bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex'), `${goodKey}\n`]
    expect(new Set(forms.map((form) => masterKeyFrom(form, 'test'))).size).toBe(1)
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

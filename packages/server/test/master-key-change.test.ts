/** A new master key while the server runs, and every way in which the change can be cut short. cases K4 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import { StoreUnavailable } from '@gatehouse/issuer/ports/store'
import { hours, seconds } from '@gatehouse/protocol/time'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MasterKey } from '../src/keys/master-key.ts'
import { givenMasterKeys, masterKeysFrom, type MasterKeys } from '../src/keys/master-keys.ts'
import { keyWorld, visit } from './key-world.ts'

let dataDirectory = ''
let world = keyWorld()
beforeEach(async () => {
  world = keyWorld()
  dataDirectory = await mkdtemp(join(tmpdir(), 'gatehouse-master-'))
})
afterEach(() => rm(dataDirectory, { recursive: true }))

const files = (): MasterKeys => masterKeysFrom({ configuredMasterKey: undefined, dataDirectory })
const start = (masterKeys = files(), rows: SigningKeys = world.rows) => world.replica({ masterKeys, rows })
const masterKey = () => readFile(join(dataDirectory, 'master-key'), 'utf8')
const cut = async (): Promise<never> => {
  throw new Error('the power went out')
}

/** The file's part with some acts replaced. */
const filesWith = (acts: Partial<NonNullable<MasterKeys['file']>>): MasterKeys => {
  const whole = files()
  return { ...whole, ...(whole.file && { file: { ...whole.file, ...acts } }) }
}

describe('a new master key in the data directory', () => {
  it('seals every row; what was signed before still counts, and the server goes on without a pause', async () => {
    const one = await start()
    const [before, token] = [await masterKey(), await one.signer.sign('at+jwt', { n: 1 })]
    await one.keeping.rotate({ isNow: false }, visit)
    const sealed = (await world.rows.list()).map(({ sealedPrivateKey }) => sealedPrivateKey)
    expect(await one.keeping.changeMasterKey(visit)).toBe('changed')
    expect(await masterKey()).not.toBe(before)
    expect(await readdir(dataDirectory)).toEqual(['master-key'])
    for (const { sealedPrivateKey } of await world.rows.list()) expect(sealed).not.toContain(sealedPrivateKey)
    expect(await one.signer.sign('at+jwt', {})).toContain('.')
    const later = await start()
    expect(await later.signer.verifyOwn('at+jwt', token)).toEqual({ n: 1 })
    expect(await world.journal()).toEqual(['signing-key.added', 'master-key.changed'])
  })

  it.each([
    ['before the new key is on disk', () => filesWith({ prepare: cut })],
    ['after the new key is on disk, before any row', files],
    ['after the rows, before the new key takes its place', () => filesWith({ promote: cut })],
  ])('K4: cut short %s, the next start opens every key and the change can be made again', async (_, keys) => {
    const masterKeys = keys()
    const isBeforeRows = masterKeys.file?.prepare !== cut && masterKeys.file?.promote !== cut
    const one = await start(masterKeys, isBeforeRows ? { ...world.rows, reseal: cut } : world.rows)
    const token = await one.signer.sign('at+jwt', { n: 1 })
    await expect(one.keeping.changeMasterKey(visit)).rejects.toThrow('the power went out')
    const again = await start()
    expect(await again.signer.verifyOwn('at+jwt', token)).toEqual({ n: 1 })
    expect(await again.keeping.changeMasterKey(visit)).toBe('changed')
    const last = await start()
    expect(await last.signer.sign('at+jwt', {})).toContain('.')
    expect(await readdir(dataDirectory)).toEqual(['master-key'])
  })

  it('takes along a key that another process seals under the old one at the same moment', async () => {
    const other = await start()
    for (const when of ['before', 'after'] as const) {
      const promote = async (next: MasterKey) => {
        if (when === 'before') await other.keeping.rotate({ isNow: true }, visit)
        await files().file?.promote(next)
        if (when === 'after') await other.keeping.rotate({ isNow: true }, visit)
      }
      const one = await start(filesWith({ promote }))
      expect(await one.keeping.changeMasterKey(visit)).toBe('changed')
      world.clock.advance(seconds(5))
      expect((await (await start()).published()).length).toBeGreaterThan(1)
    }
    expect(other.log.lines).toEqual([])
  })

  it('made by several at once, in one process and in two, leaves every key open', async () => {
    const [one, two] = [await start(), await start()]
    for (let round = 0; round < 20; round += 1) {
      await Promise.all([one, two, one].map(({ keeping }) => keeping.changeMasterKey(visit)))
      expect(await (await start()).signer.sign('at+jwt', {})).toContain('.')
      expect(await readdir(dataDirectory)).toEqual(['master-key'])
    }
  })

  it('does not take its place when the next one is that of another change', async () => {
    const one = await start()
    const before = await masterKey()
    const file = files().file
    const [mine, theirs] = [await file?.prepare(), 'another one' as MasterKey]
    await file?.promote(theirs)
    expect(await masterKey()).toBe(before)
    expect(await one.keeping.changeMasterKey(visit)).toBe('changed')
    expect(mine).toBe(await files().current())
  })

  it('seals the key that a running server makes afterwards', async () => {
    const [one, other] = [await start(), await start()]
    await one.keeping.changeMasterKey(visit)
    await other.keeping.rotate({ isNow: true }, visit)
    world.clock.advance(seconds(5))
    expect(await (await start()).signer.sign('at+jwt', {})).toContain('.')
  })
})

describe('a new master key in the environment', () => {
  const [old, young] = ['the old master key' as MasterKey, 'the new master key' as MasterKey]

  it('seals every row at the start that names both, and opens alone afterwards', async () => {
    const before = await start(givenMasterKeys(old))
    const token = await before.signer.sign('at+jwt', { n: 1 })
    await expect(start(givenMasterKeys(young))).rejects.toThrow('does not open the signing key')
    const both = await start(givenMasterKeys(young, old))
    expect(await both.signer.verifyOwn('at+jwt', token)).toEqual({ n: 1 })
    expect(await both.keeping.changeMasterKey(visit)).toBe('notOurs')
    const alone = await start(givenMasterKeys(young))
    expect(await alone.signer.verifyOwn('at+jwt', token)).toEqual({ n: 1 })
    expect(await world.journal()).toEqual(['master-key.changed'])
    await expect(start(givenMasterKeys(old))).rejects.toThrow('does not open the signing key')
  })

  it('leaves a running replica with the old one its keys; a key that it cannot open it publishes, and does not sign by another', async () => {
    const running = await start(givenMasterKeys(old))
    const changed = await start(givenMasterKeys(young, old))
    world.clock.advance(hours(1))
    expect(await running.signer.sign('at+jwt', {})).toContain('.')
    const added = await changed.keeping.rotate({ isNow: false }, visit)
    world.clock.advance(seconds(31))
    expect(await running.published()).toEqual(await changed.published())
    expect(running.log.lines.map(({ level, event }) => `${level} ${event}`)).toEqual(['error signing-key.unusable'])
    world.clock.advance(hours(2))
    const token = await changed.signer.sign('at+jwt', { n: 1 })
    expect(await running.signer.verifyOwn('at+jwt', token)).toEqual({ n: 1 })
    await expect(running.signer.sign('at+jwt', {})).rejects.toThrow(StoreUnavailable)
    expect(added).toMatchObject({ outcome: 'added' })
  })
})

/** The file of pins: only its owner's, whole or not at all, and never forgotten in silence. */
import { chmod, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { acceptTools, readTools } from '../../src/policy/pins.ts'
import { look, openPolicyWorld, type PolicyWorld, put, refusalOf, three } from './policy-world.ts'

let world: PolicyWorld | undefined
afterEach(() => world?.close())

const open = async (): Promise<PolicyWorld> => {
  world = await openPolicyWorld()
  await world.policy.learn(three)
  return world
}

const isRoot = process.getuid?.() === 0

describe('the file of pins', () => {
  it('is 0600 in a folder 0700, holds the definitions, and leaves no drafts', async () => {
    const { file } = await open()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700)
    expect(await readdir(dirname(file))).toEqual(['notes.tools.json'])
    expect(readTools(file)).toEqual([
      {
        name: 'look',
        pinned: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), definition: look, at: '2026-11-21T12:00:00.000Z' },
      },
      expect.objectContaining({ name: 'put' }),
      expect.objectContaining({ name: 'wipe' }),
    ])
  })

  it('that cannot be trusted stops the start, with what to do', async () => {
    const { file, reopen } = await open()
    const text = await readFile(file, 'utf8')
    const broken = [
      '',
      '{',
      '{"version":2,"tools":[]}',
      '{"version":1,"tools":[{"name":"look","surprise":1}]}',
      text.replace('Shows one note', 'Shows two notes'),
      text.replace('"name": "look"', '"name": "lookup"'),
    ]
    for (const one of broken) {
      await writeFile(file, one)
      expect(() => reopen()).toThrow(/notes\.tools\.json: .*Put it back from a backup/)
      await expect(acceptTools(file, 'all')).rejects.toThrow('Put it back from a backup')
    }
    await writeFile(file, text)
    await chmod(file, 0o644)
    expect(() => reopen()).toThrow('other users of this machine can reach it. Run `chmod 600')
    await chmod(file, 0o600)
    await chmod(dirname(file), 0o755)
    expect(() => reopen()).toThrow('Run `chmod 700')
    await chmod(dirname(file), 0o700)
    await rename(file, `${file}.real`)
    await symlink(`${file}.real`, file)
    expect(() => reopen()).toThrow('it is a link to another file')
  })

  it.each(isRoot ? ['as root'] : [])('that belongs to somebody else stops the start (%s)', async () => {
    const { file, reopen } = await open()
    const { chown } = await import('node:fs/promises')
    await chown(file, 1234, 1234)
    expect(() => reopen()).toThrow('it belongs to another user')
  })

  it('that breaks under a running gateway is not written over, and what is known stays', async () => {
    const { policy, file, clock, lines } = await open()
    await writeFile(file, '{')
    clock.ms += 1000
    policy.screen(three)
    policy.screen([{ ...look, description: 'another' }, { name: 'fresh' }])
    await policy.learn(three)
    expect(await readFile(file, 'utf8')).toBe('{')
    expect(refusalOf(policy, 'look')).toContain('is withheld')
    expect(refusalOf(policy, 'put')).toBeUndefined()
    expect(lines.find(({ event }) => event === 'gateway.tools-not-kept')?.facts['reason']).toContain('backup')
  })

  it('that was deleted is written again with the next change', async () => {
    const { policy, file } = await open()
    await rm(file)
    await policy.learn([...three, { name: 'fresh' }])
    expect(readTools(file).map(({ name }) => name)).toEqual(['fresh', 'look', 'put', 'wipe'])
  })

  it('keeps what an operator accepted while the gateway writes', async () => {
    const { policy, file } = await open()
    await policy.learn([{ ...look, description: 'another' }, put])
    await acceptTools(file, ['look'])
    await policy.learn([{ ...look, description: 'another' }, put, { name: 'fresh' }])
    const tools = new Map(readTools(file).map((tool) => [tool.name, tool]))
    expect(tools.get('look')).toMatchObject({ pinned: { definition: { description: 'another' } } })
    expect(tools.get('look')?.waiting).toBeUndefined()
    expect([...tools.keys()]).toContain('fresh')
  })

  it('that could not be written is written when that is possible again', async () => {
    const { policy, file, clock, lines } = await open()
    const folder = dirname(file)
    await rename(folder, `${folder}.away`)
    await writeFile(folder, '')
    await policy.learn([{ ...look, description: 'another' }, put])
    expect(refusalOf(policy, 'look')).toContain('is withheld')
    expect(lines.at(-1)?.event).toBe('gateway.tools-not-kept')
    clock.ms += 30_000
    await policy.learn([
      { ...look, description: 'another' },
      { ...put, title: 'Put' },
    ])
    expect(lines.filter(({ event }) => event === 'gateway.tools-not-kept')).toHaveLength(1)
    await rm(folder)
    await mkdir(folder, { mode: 0o700 })
    clock.ms += 30_000
    await policy.rules.prepare?.([])
    await policy.close()
    expect(readTools(file).map(({ name, waiting }) => [name, waiting?.why])).toEqual([
      ['look', 'changed'],
      ['put', 'changed'],
      ['wipe', undefined],
    ])
  })
})

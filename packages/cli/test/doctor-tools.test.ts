/** What the doctor says of the tools of protected servers. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { usualPolicy } from '../../gateway/test/definitions.ts'
import { capturedLog } from '../../gateway/test/gateway-world.ts'
import { openPins } from '../../gateway/src/policy/keep-pins.ts'
import { openPolicy } from '../../gateway/src/policy/policy.ts'
import { toolsFile } from '../../gateway/src/policy/pins.ts'
import { examineTools } from '../src/examine-tools.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-doctor-'))
})
afterEach(() => rm(folder, { recursive: true }))

const learn = async (server: string, ...descriptions: readonly string[]): Promise<void> => {
  const { log } = capturedLog()
  const needs = { log, nowMs: Date.now }
  const pins = openPins({ ...needs, server, file: toolsFile(folder, server) })
  const relist = () => undefined
  const policy = openPolicy({ ...needs, name: server, title: server, definition: usualPolicy, pins, relist })
  for (const description of descriptions) await policy.learn([{ name: 'look', description }])
  await policy.close()
}

describe('the doctor', () => {
  it('says nothing of tools where nothing is protected', async () => {
    expect(await examineTools(folder)).toEqual([])
    expect(await examineTools(join(folder, 'none'))).toEqual([])
  })

  it('says whose tools are as they were promised, and which wait for whom', async () => {
    await learn('mail', 'one')
    expect(await examineTools(folder)).toEqual([{ check: 'tools', level: 'ok', says: 'as mail promised them' }])
    await learn('notes', 'one', 'another')
    expect(await examineTools(folder)).toMatchObject([
      {
        check: 'tools',
        level: 'warn',
        says: 'notes: 1 tool to be accepted: look',
        cure: expect.stringContaining('notes'),
      },
    ])
  })

  it('says that a file of pins cannot be trusted', async () => {
    await learn('notes', 'one')
    const file = toolsFile(folder, 'notes')
    await chmod(file, 0o644)
    expect(await examineTools(folder)).toMatchObject([{ level: 'fail', says: expect.stringContaining('chmod 600') }])
    await chmod(file, 0o600)
    await writeFile(file, '{')
    expect(await examineTools(folder)).toMatchObject([{ level: 'fail', says: expect.stringContaining('backup') }])
  })
})

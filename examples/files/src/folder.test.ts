import { execFileSync } from 'node:child_process'
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FolderRefused } from './folder-path.ts'
import { type Folder, openFolder } from './folder.ts'

let place: string
let root: string
let folder: Folder

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'folder-'))
  root = join(place, 'root')
  mkdirSync(join(root, 'notes'), { recursive: true })
  writeFileSync(join(place, 'secret.txt'), 'secret')
  mkdirSync(join(place, 'root-evil'))
  writeFileSync(join(place, 'root-evil', 'secret.txt'), 'secret')
  writeFileSync(join(root, 'hello.md'), '# Hello\nworld\n')
  writeFileSync(join(root, 'notes', 'today.md'), 'Water the Basil\n')
  folder = openFolder(root)
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const outside = [
  '../secret.txt',
  'notes/../../secret.txt',
  '/etc/passwd',
  '//etc/passwd',
  '..',
  './hello.md',
  'notes/./today.md',
  'notes//today.md',
  'notes/..',
  '../root-evil/secret.txt',
  '..\\secret.txt',
  'C:/secret.txt',
  'hello.md\0.txt',
  'hello\n.md',
  '\ud800.md',
  `${'a/'.repeat(17)}x`,
  'x'.repeat(1025),
  'x'.repeat(300),
]

describe('nobody gets outside the folder', () => {
  it('by no spelling of a path, in any verb', async () => {
    for (const path of outside) {
      await expect(folder.read(path)).rejects.toThrow(FolderRefused)
      await expect(folder.list(path)).rejects.toThrow(FolderRefused)
      await expect(folder.search('secret', path)).rejects.toThrow(FolderRefused)
      await expect(folder.write(path, 'x', { overwrite: true })).rejects.toThrow(FolderRefused)
    }
    expect(readFileSync(join(place, 'secret.txt'), 'utf8')).toBe('secret')
    expect(readdirSync(place).toSorted()).toEqual(['root', 'root-evil', 'secret.txt'])
  })

  it('through no link, to a file or on the way to one', async () => {
    symlinkSync(join(place, 'secret.txt'), join(root, 'link.txt'))
    symlinkSync(place, join(root, 'up'))
    symlinkSync('hello.md', join(root, 'inside.md'))
    for (const path of ['link.txt', 'up/secret.txt', 'inside.md']) {
      await expect(folder.read(path)).rejects.toThrow(FolderRefused)
      await expect(folder.write(path, 'x', { overwrite: true })).rejects.toThrow(FolderRefused)
    }
    for (const path of ['up', 'up/root']) await expect(folder.list(path)).rejects.toThrow('link')
    await expect(folder.write('up/new.txt', 'x', { overwrite: false })).rejects.toThrow('link')
    await expect(folder.write('up/new/new.txt', 'x', { overwrite: false })).rejects.toThrow('link')
    expect((await folder.search('secret', '')).matches).toEqual([])
    expect((await folder.list('')).entries).toContainEqual({ name: 'up', kind: 'other' })
    expect(readFileSync(join(place, 'secret.txt'), 'utf8')).toBe('secret')
    expect(readdirSync(place).toSorted()).toEqual(['root', 'root-evil', 'secret.txt'])
  })

  it('writing replaces a hard link instead of writing through it', async () => {
    linkSync(join(place, 'secret.txt'), join(root, 'hard.txt'))
    expect(await folder.write('hard.txt', 'mine', { overwrite: true })).toBe('replaced')
    expect(readFileSync(join(place, 'secret.txt'), 'utf8')).toBe('secret')
  })

  it('a pipe in the folder is refused instead of waited for', async () => {
    execFileSync('/usr/bin/mkfifo', [join(root, 'pipe')])
    await expect(folder.read('pipe')).rejects.toThrow('no plain file')
    await expect(folder.write('pipe', 'x', { overwrite: true })).rejects.toThrow('no plain file')
  })
})

describe('list, read, search, write', () => {
  it('lists names, kinds and sizes in order', async () => {
    expect(await folder.list('')).toEqual({
      entries: [
        { name: 'hello.md', kind: 'file', size: 14 },
        { name: 'notes', kind: 'folder' },
      ],
      isComplete: true,
    })
    expect((await folder.list('notes/')).entries).toEqual([{ name: 'today.md', kind: 'file', size: 16 }])
    await expect(folder.list('hello.md')).rejects.toThrow('no folder')
    await expect(folder.list('nowhere')).rejects.toThrow('"nowhere" does not exist')
  })

  it('reads text, and names what is binary, too large, a folder or missing', async () => {
    writeFileSync(join(root, 'photo.png'), Buffer.from([0x89, 0x50, 0, 1]))
    writeFileSync(join(root, 'latin.txt'), Buffer.from([0x66, 0xfc, 0x72]))
    writeFileSync(join(root, 'large.txt'), Buffer.alloc(1_048_577, 'x'))
    writeFileSync(join(root, 'empty.txt'), '')
    expect(await folder.read('hello.md')).toBe('# Hello\nworld\n')
    expect(await folder.read('empty.txt')).toBe('')
    await expect(folder.read('photo.png')).rejects.toThrow('"photo.png" is a binary file of 4 bytes')
    await expect(folder.read('latin.txt')).rejects.toThrow('is a binary file')
    await expect(folder.read('large.txt')).rejects.toThrow('at most 1048576')
    await expect(folder.read('notes')).rejects.toThrow('is a folder')
    await expect(folder.read('')).rejects.toThrow('is a folder')
    await expect(folder.read('nowhere.md')).rejects.toThrow('does not exist')
    await expect(folder.read('hello.md/x')).rejects.toThrow('no folder')
  })

  it('finds words in texts and names, whatever their case, and says where', async () => {
    writeFileSync(join(root, 'photo-basil.png'), Buffer.from([0]))
    expect(await folder.search('basil', '')).toEqual({
      matches: [{ path: 'notes/today.md', line: 1, text: 'Water the Basil' }, { path: 'photo-basil.png' }],
      isComplete: true,
    })
    expect((await folder.search('HELLO', 'notes')).matches).toEqual([])
    writeFileSync(join(root, 'wide.txt'), `${'a'.repeat(5000)}needle${'b'.repeat(5000)}`)
    const [wide] = (await folder.search('needle', '')).matches
    expect(wide?.text).toContain('needle')
    expect(wide?.text?.length).toBeLessThanOrEqual(200)
  })

  it('stops at a hundred matches and says so', async () => {
    for (let n = 0; n < 10; n += 1) writeFileSync(join(root, `many${n}.txt`), 'tree\n'.repeat(50))
    const found = await folder.search('tree', '')
    expect([found.matches.length, found.isComplete]).toEqual([100, false])
  })

  it('writes whole files, makes the folders on the way, and replaces only if told so', async () => {
    expect(await folder.write('plans/2026/spring.md', 'Sow peas', { overwrite: false })).toBe('created')
    expect(await folder.read('plans/2026/spring.md')).toBe('Sow peas')
    await expect(folder.write('plans/2026/spring.md', 'x', { overwrite: false })).rejects.toThrow(
      '"plans/2026/spring.md" exists',
    )
    expect(await folder.write('plans/2026/spring.md', 'Sow beans', { overwrite: true })).toBe('replaced')
    expect(await folder.read('plans/2026/spring.md')).toBe('Sow beans')
    expect((await folder.list('plans/2026')).entries).toHaveLength(1)
  })

  it('refuses to write over a folder, below a file, without a name, or what is no text or too long', async () => {
    const refused: readonly (readonly [string, string])[] = [
      ['notes', 'x'],
      ['hello.md/x.md', 'x'],
      ['', 'x'],
      ['.unfinished-1', 'x'],
      ['a.md', 'a\0b'],
      ['a.md', '\ud800'],
      ['a.md', 'x'.repeat(1_048_577)],
    ]
    for (const [path, text] of refused) {
      await expect(folder.write(path, text, { overwrite: true })).rejects.toThrow(FolderRefused)
    }
    expect(readdirSync(root).toSorted()).toEqual(['hello.md', 'notes'])
  })

  it('of 32 callers who create one file at once, exactly one did', async () => {
    const attempts = Array.from({ length: 32 }, (_, n) => folder.write('race.md', `${n}`, { overwrite: false }))
    const outcomes = await Promise.allSettled(attempts)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(readdirSync(root).toSorted()).toEqual(['hello.md', 'notes', 'race.md'])
  })

  it('refuses to write when the folder is full', async () => {
    for (let n = 0; n < 64; n += 1) writeFileSync(join(root, `big${n}.bin`), Buffer.alloc(1_048_576))
    await expect(folder.write('one-more.md', 'x', { overwrite: false })).rejects.toThrow('the folder is full')
  })
})

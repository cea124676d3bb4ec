import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { foldersAround, wordsAround } from './within-reach.ts'

const home = mkdtempSync(join(tmpdir(), 'gatehouse-reach-'))
const keys = join(home, 'keys')
mkdirSync(keys)
mkdirSync(join(home, 'notes'))
symlinkSync(home, join(home, 'notes', 'home'))
afterAll(() => rmSync(home, { recursive: true }))

const around = (...argv: readonly string[]) =>
  wordsAround({ command: ['program', ...argv], cwd: join(home, 'notes') }, keys)

it.each([
  home,
  '..',
  '/',
  '../keys',
  '../keys/gatehouse.db',
  './home',
  `--root=${home}`,
  `${home}:/data`,
  `type=bind,source=${home},target=/data`,
])('INV5: sees that %s leads to the data directory', (word) => {
  expect(around('-y', word, './drafts')).toEqual([word])
})

it('INV5: has no doubt about folders that are there, and leaves scripts, files and mounts to be told of', () => {
  const doubtless = (...argv: readonly string[]) =>
    foldersAround({ command: ['program', ...argv], cwd: join(home, 'notes') }, keys)
  for (const word of [home, '..', '/', '../keys', './home', `--root=${home}`]) expect(doubtless(word)).toEqual([word])
  for (const word of ['', '.', '../keys/server.mjs', `${home}:/data`, '--yes', '../gone', 'a=b']) {
    expect(doubtless(word)).toEqual([])
  }
})

it.each(['.', './notes', '-y', '', '../keys-of-another', '@scope/server', 'https://example.com/mcp', '--verbose=true'])(
  'and that %s does not',
  (word) => {
    expect(around(word)).toEqual([])
  },
)

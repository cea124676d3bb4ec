/** Packs the published packages, installs the tarballs in an empty folder and imports every entry point: the guard on the oldest Node it promises, the rest on ours. */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { otherNode } from './machine/other-node.ts'
import { entryPoints } from './packed/entry-points.ts'
import type { Exports } from './packed/entry-points.ts'
import { pack, strayFiles } from './packed/pack.ts'
import type { Tarball } from './packed/pack.ts'

const libraries = ['protocol', 'guard']
const programs = ['admin-api', 'cli', 'egress', 'gateway', 'issuer', 'server', 'store-memory', 'store-sql']

const root = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-packed-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

let [passed, failed] = [0, 0]
const judge = (what: string, complaint: string): void => {
  console.log(`${complaint === '' ? 'ok    ' : 'FAILED'} ${what}${complaint === '' ? '' : `\n${complaint}`}`)
  if (complaint === '') passed += 1
  else failed += 1
}

/** An empty project with the tarballs installed, as a stranger would have it. */
const install = (name: string, tarballs: readonly Tarball[], besides: readonly string[] = []): string => {
  const at = join(folder, name)
  mkdirSync(at)
  writeFileSync(join(at, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const rest = ['install', '--no-package-lock', '--prefer-offline', '--ignore-scripts', '--loglevel=error']
  execFileSync('npm', [...rest, ...tarballs.map(({ path }) => path), ...besides], {
    cwd: at,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return at
}

const namesOf = (at: string, { name, files }: Tarball): readonly string[] => {
  const manifest: { exports: Exports } = JSON.parse(
    readFileSync(join(at, 'node_modules', name, 'package.json'), 'utf8'),
  )
  return entryPoints(name, manifest.exports, files)
}

/** Node's own test runner imports each name: nothing of our toolchain is in the way. */
const importAll = (node: string, at: string, names: readonly string[]): string => {
  const lines = names.map((name) => `test('${name}', () => import('${name}'))`)
  writeFileSync(join(at, 'imports.test.js'), `import { test } from 'node:test'\n${lines.join('\n')}\n`)
  return runTests(node, at, 'imports.test.js')
}

const runTests = (node: string, at: string, file: string): string => {
  const { status, stdout } = spawnSync(node, ['--test', '--test-reporter=spec', file], { cwd: at, encoding: 'utf8' })
  return status === 0 ? '' : stdout
}

const tarballs = pack(
  root,
  [...libraries, ...programs].map((name) => `packages/${name}`),
  folder,
)
for (const tarball of tarballs) judge(`${tarball.name} holds nothing stray`, strayFiles(tarball).join('\n'))

const isLibrary = ({ name }: Tarball) => libraries.includes(name.replace('@gatehouse/', ''))
const small = tarballs.filter(isLibrary)
// What the guard's own users bring along, if they want its hooks.
const guarded = install('libraries', small, ['@opentelemetry/api@1.9.1'])
copyFileSync('tools/packed/guard.probe.mjs', join(guarded, 'guard.test.mjs'))
for (const wanted of ['20.19.0', '22.19.0', process.versions.node]) {
  const node = wanted === process.versions.node ? process.execPath : otherNode(root, wanted, join(folder, wanted))
  if (!node) {
    judge(`Node ${wanted}`, 'there is none on PATH and npm brings none')
    continue
  }
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  for (const tarball of small)
    judge(`${tarball.name} imports under Node ${version}`, importAll(node, guarded, namesOf(guarded, tarball)))
  judge(`the packed guard admits and refuses under Node ${version}`, runTests(node, guarded, 'guard.test.mjs'))
}

const all = install('programs', tarballs)
for (const tarball of tarballs.filter((one) => !isLibrary(one)))
  judge(
    `${tarball.name} imports under Node ${process.version}`,
    importAll(process.execPath, all, namesOf(all, tarball)),
  )
const bin = spawnSync(join(all, 'node_modules', '.bin', 'gatehouse'), ['--version'], { encoding: 'utf8' })
judge(
  'gatehouse --version',
  /^\d+\.\d+\.\d+\s*$/.test(bin.stdout ?? '') ? '' : `${bin.stdout}${bin.stderr}${bin.error?.message ?? ''}`,
)

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

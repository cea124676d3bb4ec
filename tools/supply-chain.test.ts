/** What reaches a user's machine: only what the lock names, no code run while installing, nothing with a known hole, nothing that is not ours. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeAudit } from './audit/judge.ts'
import { missingPlatforms, outOfStep, withAddress } from './complete-lock.ts'
import { missingPackages, runtimePaths } from './machine/install.mjs'
import { isAtLeast } from './machine/node.mjs'
import { entryPoints } from './packed/entry-points.ts'
import { strayFiles } from './packed/pack.ts'

const lock: { readonly packages: Parameters<typeof missingPlatforms>[0] } = JSON.parse(
  readFileSync('package-lock.json', 'utf8'),
)

describe('installing', () => {
  it('W14: runs no code of what is installed, and takes only what the lock names', () => {
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m)
    expect(readFileSync('tools/machine/install.mjs', 'utf8')).not.toMatch(/'install'/)
  })

  it('W14: has a lock that is whole and names no registry', () => {
    expect(missingPlatforms(lock.packages)).toEqual([])
    expect(withAddress(lock.packages)).toEqual([])
    const unchecked = {
      'node_modules/x': {
        resolved: 'https://registry.example/x.tgz',
        optionalDependencies: { 'x-linux-x64-gnu': '1.0.0' },
      },
    }
    expect(missingPlatforms(unchecked)).toEqual([
      [
        'node_modules/x-linux-x64-gnu',
        { version: '1.0.0', cpu: ['x64'], libc: ['glibc'], optional: true, os: ['linux'] },
      ],
    ])
    expect(withAddress(unchecked)).toEqual(['node_modules/x'])
    expect(outOfStep({ 'packages/x': {} }, () => ({ devDependencies: { y: '1.0.0' } }))).toEqual(['packages/x'])
  })

  it('brings runtime what it needs and no tool of development', () => {
    const paths = runtimePaths(lock.packages)
    for (const name of ['@gatehouse/server', '@gatehouse/issuer', 'hono', 'zod', 'typescript'])
      expect(paths).toContain(`node_modules/${name}`)
    for (const name of ['vitest', 'knip', '@gatehouse/testkit', '@gatehouse/conformance'])
      expect(paths).not.toContain(`node_modules/${name}`)
  })

  it('notices a package that is missing, torn or of another version', () => {
    const root = mkdtempSync(join(tmpdir(), 'gatehouse-install-'))
    const write = (path: string, value: unknown) => writeFileSync(join(root, path), JSON.stringify(value))
    try {
      for (const name of ['here', 'torn']) mkdirSync(join(root, 'node_modules', name), { recursive: true })
      const packages = Object.fromEntries(
        ['here', 'torn', 'old', 'away'].map((name) => [`node_modules/${name}`, { version: '2.0.0' }]),
      )
      write('package-lock.json', {
        packages: { ...packages, 'node_modules/elsewhere': { version: '1.0.0', optional: true } },
      })
      write('node_modules/.package-lock.json', {
        packages: { ...packages, 'node_modules/old': { version: '1.0.0' }, 'node_modules/away': undefined },
      })
      write('node_modules/here/package.json', {})
      expect(missingPackages(root, 'all')).toEqual(['node_modules/torn', 'node_modules/old', 'node_modules/away'])
    } finally {
      rmSync(root, { recursive: true })
    }
  })

  it('knows which Node is new enough', () => {
    expect(['v22.19.0', 'v22.20.1', 'v24.0.0'].every((version) => isAtLeast(version, '22.19.0'))).toBe(true)
    expect(['v22.18.9', 'v20.20.2', 'v9.99.99'].some((version) => isAtLeast(version, '22.19.0'))).toBe(false)
  })
})

describe('the audit', () => {
  const hole = { url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc', title: 'a hole', severity: 'low', name: 'x' }
  const report = { vulnerabilities: { x: { via: [hole] }, y: { via: ['x'] } } }
  const waiver = { advisory: 'GHSA-aaaa-bbbb-cccc', why: 'we do not call it', until: '2027-01-31' }

  it('W14: names every known hole that no living waiver covers', () => {
    expect(judgeAudit(report, [], '2027-01-01')).toEqual([`x (low): a hole ${hole.url}`])
    expect(judgeAudit(report, [waiver], '2027-01-31')).toEqual([])
    expect(judgeAudit(report, [waiver], '2027-02-01')).toHaveLength(2)
  })

  it('W14: a waiver needs a day and a reason', () => {
    expect(judgeAudit({}, [{ ...waiver, until: 'some day' }], '2027-01-01')).toHaveLength(1)
    expect(judgeAudit({}, [{ ...waiver, why: '' }], '2027-01-01')).toHaveLength(1)
  })
})

describe('a tarball', () => {
  it('W14: holds the package and no test', () => {
    const files = [
      'dist/index.js',
      'src/index.ts',
      'package.json',
      'src/a.test.ts',
      'test/b.ts',
      'tsconfig.tsbuildinfo',
      '.env',
    ]
    expect(strayFiles({ name: 'x', path: '', files })).toEqual([
      'src/a.test.ts',
      'test/b.ts',
      'tsconfig.tsbuildinfo',
      '.env',
    ])
  })

  it('is imported by every name it exports', () => {
    const exports = { '.': { default: './dist/index.js' }, './*': { default: './dist/*.js' } }
    expect(entryPoints('@x/y', exports, ['dist/index.js', 'dist/a/b.js', 'dist/a/b.d.ts'])).toEqual([
      '@x/y',
      '@x/y/index',
      '@x/y/a/b',
    ])
  })
})

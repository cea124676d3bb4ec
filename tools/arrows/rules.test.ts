/** Each rule of the house turns red on the smallest text that breaks it, and stays green on its honest twin. */
import { describe, expect, it } from 'vitest'
import { readSource } from './read-source.ts'
import { findingsIn } from './rules.ts'
import { complaintsAbout } from './workspaces.ts'

const complaintsOf = (path: string, text: string) => findingsIn(readSource(path, text)).map(({ message }) => message)

const cases: readonly (readonly [law: string, path: string, broken: string, honest: string])[] = [
  [
    'arrows go only down',
    'packages/issuer/src/x.ts',
    "import { app } from '@gatehouse/server'",
    "import { seconds } from '@gatehouse/protocol/time'",
  ],
  [
    'a type is an arrow too',
    'packages/protocol/src/x.ts',
    "import type { Issuer } from '@gatehouse/issuer'",
    "import { z } from 'zod/mini'",
  ],
  [
    'an arrow can hide in an import expression',
    'packages/guard/src/x.ts',
    "await import('@gatehouse/issuer')",
    "await import('@gatehouse/protocol')",
  ],
  [
    'an arrow can hide in a re-export',
    'packages/guard/src/x.ts',
    "export * from '@gatehouse/egress'",
    "export * from '@gatehouse/protocol'",
  ],
  [
    'an arrow can hide in a type query',
    'packages/guard/src/x.ts',
    "type A = import('@gatehouse/server').A",
    "type A = import('jose').JWK",
  ],
  [
    'a new dependency is a decision',
    'packages/guard/src/x.ts',
    "import _ from 'lodash'",
    "import { jwtVerify } from 'jose'",
  ],
  ['a computed import has no arrow to check', 'packages/server/src/x.ts', 'await import(name)', "await import('yaml')"],
  [
    'decisions do without Node',
    'packages/issuer/src/x.ts',
    "import { hash } from 'node:crypto'",
    "import { Clock } from './ports/clock.ts'",
  ],
  [
    'packages are entered by their door',
    'packages/server/src/x.ts',
    "import { a } from '../../issuer/src/a.ts'",
    "import { a } from './a.ts'",
  ],
  [
    'stores are chosen in compose.ts',
    'packages/server/src/app.ts',
    "import { openStore } from '@gatehouse/store-sql'",
    "import { a } from './a.ts'",
  ],
  [
    'the router is known to app.ts',
    'packages/server/src/endpoints/token.ts',
    "import { Hono } from 'hono'",
    "import { html } from 'hono/html'",
  ],
  [
    'the server is started by serve',
    'packages/cli/src/commands/users-add.ts',
    "import { a } from '@gatehouse/server'",
    "import { a } from '@gatehouse/admin-api'",
  ],
  [
    'siblings do not import siblings',
    'packages/issuer/src/grants/refresh-token.ts',
    "import { a } from './authorization-code.ts'",
    "import { a } from './grant.ts'",
  ],
  [
    'siblings in folders are siblings',
    'packages/server/src/endpoints/metadata/issuer.ts',
    "import { a } from '../token.ts'",
    "import { a } from './resource.ts'",
  ],
  ['fetch lives in egress', 'packages/server/src/x.ts', "await fetch('https://a.example')", 'await app.fetch(request)'],
  [
    'fetch does not hide in globalThis',
    'packages/guard/src/x.ts',
    'const door = options.fetch ?? globalThis.fetch',
    'const door = options.fetch',
  ],
  [
    'fetch does not hide in a default',
    'packages/guard/src/x.ts',
    'const ask = (f = fetch) => f(url)',
    'const ask = (fetch: F) => fetch(url)',
  ],
  [
    'the environment is read once',
    'packages/server/src/x.ts',
    'const port = process.env.PORT',
    'const { port } = config',
  ],
  [
    'the environment does not hide in a pattern',
    'packages/server/src/x.ts',
    'const { env } = process',
    'const { pid } = process',
  ],
  [
    'the environment does not hide in an import',
    'packages/server/src/x.ts',
    "import { env } from 'node:process'",
    "import { pid } from 'node:process'",
  ],
  ['only the command leaves', 'packages/server/src/x.ts', 'process.exit(1)', 'process.exitCode = 1'],
  ['the issuer has no clock', 'packages/issuer/src/x.ts', 'const now = Date.now()', 'const now = clock()'],
  [
    'a fresh Date is a clock',
    'packages/protocol/src/x.ts',
    'const now = new Date()',
    'const then = new Date(seconds * 1000)',
  ],
  ['the issuer does not throw dice', 'packages/issuer/src/x.ts', 'const id = Math.random()', 'const id = ids.next()'],
  [
    'the words do not throw dice',
    'packages/protocol/src/x.ts',
    'crypto.getRandomValues(bytes)',
    'crypto.subtle.digest(name, bytes)',
  ],
  [
    'no exec',
    'tools/x.ts',
    "import { exec } from 'node:child_process'",
    "import { execFile } from 'node:child_process'",
  ],
  ['no shell', 'packages/cli/src/x.ts', "spawn('ls', [], { shell: true })", "spawn('ls', [], { shell: false })"],
  ['no shell by name', 'tools/x.ts', "spawn('ls', [], { shell: '/bin/bash' })", "spawn('ls', [], {})"],
  [
    'SQL binds values',
    'packages/store-sql/src/x.ts',
    'db.run(`select * from codes where hash = ${hash}`)',
    'sql`select * from codes where hash = ${hash}`',
  ],
  [
    'SQL is not added up',
    'packages/store-sql/src/x.ts',
    "db.run('delete from codes where hash = ' + hash)",
    "db.run('delete from codes')",
  ],
  ['SQL is not raw', 'packages/store-sql/src/x.ts', 'sql.raw(order)', "sql.raw('begin immediate')"],
]

describe('the law of the house', () => {
  it.each(cases)('%s', (_law, path, broken, honest) => {
    expect(complaintsOf(path, broken)).toHaveLength(1)
    expect(complaintsOf(path, honest)).toEqual([])
  })

  it('leaves tests free to look at the world, but not to open a shell', () => {
    const test = "const a = process.env.A; await fetch(a); spawn('ls', [], { shell: true })"
    expect(complaintsOf('packages/issuer/test/x.test.ts', test)).toEqual(['no shell between us and a child'])
  })

  it('lets the list import every sibling', () => {
    const list = "import { a } from './authorization-code.ts'; import { b } from './refresh-token.ts'"
    expect(complaintsOf('packages/issuer/src/grants/index.ts', list)).toEqual([])
  })
})

describe('a workspace', () => {
  const guard = {
    folder: 'packages/guard',
    manifest: {
      name: '@gatehouse/guard',
      engines: { node: '>=20.19' },
      dependencies: { '@gatehouse/protocol': '0.1.0' },
    },
    references: ['../protocol'],
  }

  it('that fits its row is left in peace', () => expect(complaintsAbout(guard)).toEqual([]))

  it.each([
    [
      'depends on a room above',
      {
        ...guard,
        manifest: { ...guard.manifest, dependencies: { '@gatehouse/issuer': '0.1.0' } },
        references: ['../issuer'],
      },
      'arrows do not allow',
    ],
    ['builds without what it depends on', { ...guard, references: [] }, 'tsconfig refers to []'],
    [
      'claims another Node',
      { ...guard, manifest: { ...guard.manifest, engines: { node: '>=22' } } },
      'engines.node must be >=20.19',
    ],
    ['is new to the table', { ...guard, folder: 'packages/attic' }, 'no row'],
  ])('that %s is named', (_fault, workspace, complaint) => {
    expect(complaintsAbout(workspace)).toEqual([expect.stringContaining(complaint)])
  })
})

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'

const source = join(import.meta.dirname, '../src')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
)

/** What a file imports when it runs: `import type` is gone by then. */
const importsOf = (file: string): readonly string[] =>
  [
    ...readFileSync(join(source, file), 'utf8').matchAll(/^(?:import|export) (?!type )(?:[^']*? from )?'([^']+)'/gm),
  ].map((found) => found[1] ?? '')

const everythingBehind = (file: string): ReadonlySet<string> => {
  const reached = new Set([file])
  for (const next of reached) {
    for (const target of importsOf(next))
      reached.add(target.startsWith('.') ? relative(source, join(source, dirname(next), target)) : target)
  }
  return reached
}

it('imports nothing but zod, so that every runtime can load it', () => {
  const foreign = files.flatMap(importsOf).filter((target) => !target.startsWith('.'))
  expect(new Set(foreign)).toEqual(new Set(['zod/mini']))
})

it('keeps zod out of what the guard ships', () => {
  const light = [
    'challenge',
    'scope',
    'resource',
    'redirect-uri',
    'well-known',
    'bearer',
    'errors',
    'time',
    'parameters',
    'pkce',
    'json',
    'display-text',
    'basic-credentials',
    'authorization-request',
    'authorization-response',
    'metadata/client',
  ]
  for (const name of light) expect([name, everythingBehind(`${name}.ts`).has('zod/mini')]).toEqual([name, false])
})

it('names no clock, no randomness and no global of Node', () => {
  for (const file of files) {
    expect([
      file,
      /\b(?:Date\.now|new Date|Math\.random|Buffer|process|require|setTimeout|fetch)\b/.exec(
        readFileSync(join(source, file), 'utf8').replace(/\/\*\*[^]*?\*\/|\/\/.*/g, ''),
      ),
    ]).toEqual([file, null])
  }
})

it('exports every file through the index as well', () => {
  const inner = [
    'index',
    'uri',
    'metadata/client-keys',
    'metadata/client-members',
    'metadata/client-redirect-uris',
    'metadata/client-uris',
  ]
  const expected = files.map((file) => `./${file}`).filter((file) => !inner.includes(file.slice(2, -3)))
  expect(importsOf('index.ts').toSorted()).toEqual(expected.toSorted())
})

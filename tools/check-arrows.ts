/** Holds the arrows of the house (arrows/table.ts): reads every source file, package.json and tsconfig; prints what breaks the law and exits 1. */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { readSource } from './arrows/read-source.ts'
import { findingsIn } from './arrows/rules.ts'
import { complaintsAbout } from './arrows/workspaces.ts'
import type { Manifest, Workspace } from './arrows/workspaces.ts'

const sources = globSync(
  [
    'packages/*/{src,test}/**/*.ts',
    'examples/*/{src,test}/**/*.ts',
    'conformance/**/*.{ts,mjs}',
    'tools/**/*.{ts,mjs}',
  ],
  {
    exclude: ['**/node_modules/**', '**/dist/**', '**/*.d.ts', 'conformance/third-party/**'],
  },
)

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

const workspaces = globSync(['packages/*', 'examples/*'])
  .filter((folder) => existsSync(`${folder}/package.json`))
  .map((folder): Workspace => {
    // Both files are ours and checked by npm and tsc before.
    const manifest = readJson(`${folder}/package.json`) as Manifest
    const { references = [] } = readJson(`${folder}/tsconfig.json`) as { references?: { path: string }[] }
    return { folder, manifest, references: references.map(({ path }) => path) }
  })

const findings = sources.flatMap((path) => findingsIn(readSource(path, readFileSync(path, 'utf8'))))
const complaints = [
  ...findings.map(({ path, line, message }) => `${path}:${line} ${message}`),
  ...workspaces.flatMap(complaintsAbout),
]

for (const complaint of complaints) console.error(complaint)
console.log(`arrows: ${sources.length} files, ${workspaces.length} workspaces, ${complaints.length} complaints`)
process.exitCode = complaints.length > 0 ? 1 : 0

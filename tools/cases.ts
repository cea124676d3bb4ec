/** `npm run cases`: the ledger of abuse cases. Every id of docs/cases.md has a test titled with it, or a reason in not-due.json. `-- --missing` lists what lacks. */
import { globSync, readFileSync } from 'node:fs'
import { readCases, readGroups } from './ledger/catalogue.ts'
import { judge } from './ledger/judge.ts'
import type { Reasons, Standing } from './ledger/judge.ts'
import { idsInTitles } from './ledger/titles.ts'
import { readMutants } from './mutants/read-mutants.ts'

const read = (path: string): string => readFileSync(path, 'utf8')

const testFiles = globSync(
  [
    '{packages,examples,tools}/**/*.test.ts',
    'packages/{store-contract,testkit}/src/**/*.ts',
    'packages/guard/test/suite/*.ts',
    'conformance/**/*.{ts,mjs}',
  ],
  { exclude: ['**/node_modules/**', '**/dist/**', 'tools/ledger/**'] },
)

const tests = new Map<string, readonly string[]>()
for (const path of testFiles) for (const id of idsInTitles(read(path))) tests.set(id, [...(tests.get(id) ?? []), path])

const catalogue = read('docs/cases.md')
const cases = readCases(catalogue)
// Our own file; a wrong shape fails right below.
const reasons = JSON.parse(read('tools/not-due.json')) as Reasons
// An invariant is no case of its own: whatever holds it may be titled with it.
const mutants = new Set(readMutants().flatMap(({ id }) => (id.startsWith('INV') ? [] : [id])))
const { standings, faults, warnings } = judge({ cases, reasons, tests, mutants })

const columns: readonly Standing[] = ['tested', 'in part', 'not due', 'missing']
const row = (title: string, isMeant: (group: string) => boolean): string => {
  const chosen = cases.filter(({ group }) => isMeant(group))
  const counts = columns.map((column) => chosen.filter(({ id }) => standings.get(id) === column).length)
  return `${title.padEnd(58)}${counts.map((count) => String(count || '.').padStart(9)).join('')}`
}

console.log(`${'group'.padEnd(58)}${columns.map((column) => column.padStart(9)).join('')}`)
for (const { letter, title } of readGroups(catalogue))
  console.log(row(`${letter}  ${title.slice(0, 52)}`, (group) => group === letter))
console.log(row('all', () => true))

if (process.argv.includes('--missing')) {
  const missing = cases.filter(({ id }) => standings.get(id) === 'missing')
  for (const { id, isStarred, words } of missing) console.log(`${id}${isStarred ? '*' : ''}  ${words}`)
}
for (const warning of warnings) console.log(`note: ${warning}`)
for (const fault of faults) console.error(`fault: ${fault}`)
console.log(`cases: ${cases.length}, faults: ${faults.length}`)
process.exitCode = faults.length > 0 ? 1 : 0

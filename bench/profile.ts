/**
 * A CPU profile as a table: which functions the server's thread was in, or with `--files` which files. Takes what `node --cpu-prof` wrote:
 * `node bench/profile.ts <file>`.
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const mostRows = 40

const { values, positionals } = parseArgs({
  options: { files: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [file = ''] = positionals
const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile
const names = new Map(
  nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
    const place = url.replace(/^.*\/(packages|node_modules)\//, '')
    const name = functionName || '(anonymous)'
    return [id, values.files && place !== '' ? place : `${name} ${place}:${lineNumber + 1}`]
  }),
)

const spent = new Map<string, number>()
// The first half is start and warm-up.
for (const [index, id] of [...samples.entries()].slice(samples.length / 2)) {
  const name = names.get(id) ?? ''
  if (!name.startsWith('(idle)')) spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[index] ?? 0))
}
const busy = [...spent.values()].reduce((sum, one) => sum + one, 0)
for (const [name, time] of [...spent].toSorted(([, a], [, b]) => b - a).slice(0, mostRows)) {
  console.log(`${((100 * time) / busy).toFixed(1).padStart(5)} %  ${name}`)
}

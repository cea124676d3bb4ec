/** `npm run mutants`: puts each known flaw back (mutants/README.md) and wants its test red. Takes case ids to run only those. */
import { availableParallelism } from 'node:os'
import { readMutants } from './mutants/read-mutants.ts'
import type { Mutant } from './mutants/read-mutants.ts'
import { keepTests, titleOf } from './mutants/run-tests.ts'
import type { Tests } from './mutants/run-tests.ts'
import { makeScratch } from './mutants/scratch.ts'
import type { Scratch } from './mutants/scratch.ts'

const said = process.argv.slice(2)
const wanted = said.filter((word) => word !== '--model')
// Flaws that the model finds have other tests, too: to see that it finds them takes minutes, so it is asked for.
const folder = said.includes('--model') ? 'tools/mutants/model' : undefined
const mutants = readMutants(folder).filter(({ id }) => wanted.length === 0 || wanted.includes(id))
const longest = 60_000

/** Where flaws are put in and tests are run. */
interface Bench {
  readonly scratch: Scratch
  readonly tests: Tests
}

/** Mutants that share a test file are tried one after the other: what it loads is warm. The fullest files come first, so that no core waits at the end. */
const byTest = (): (readonly Mutant[])[] =>
  [...new Set(mutants.map(({ test }) => test))]
    .map((file) => mutants.filter(({ test }) => test === file))
    .toSorted((one, other) => other.length - one.length)

/** Undefined when the test noticed; else what went wrong. */
const tryMutant = async ({ scratch, tests }: Bench, { id, edits, test }: Mutant): Promise<string | undefined> => {
  const restore = scratch.spoil(edits)
  try {
    const spoiled = edits.map(({ file }) => file)
    const outcomes = await tests.run({ files: [test], ids: [id], spoiled, longest })
    if (outcomes.length === 0) return 'the flaw keeps the test from running at all: make it subtler'
    return outcomes.some(({ isRed }) => isRed) ? undefined : 'SURVIVED: the test stays green with the flaw in'
  } finally {
    restore()
  }
}

/** Without the flaw every named test must be green, or its red would prove nothing. */
const notGreen = async ({ tests }: Bench, group: readonly Mutant[]): Promise<ReadonlyMap<Mutant, string>> => {
  const files = [...new Set(group.map(({ test }) => test))]
  const ids = [...new Set(group.map(({ id }) => id))]
  const outcomes = await tests.run({ files, ids, spoiled: [], longest: group.length * longest })
  const faultOf = ({ id, test }: Mutant): string => {
    const own = outcomes.filter(({ file, title }) => file === test && titleOf([id]).test(title))
    if (own.length === 0) return `no test in ${test} is titled with its id`
    return own.some(({ isRed }) => isRed) ? 'its test is red without the flaw' : ''
  }
  return new Map(group.map((mutant) => [mutant, faultOf(mutant)] as const).filter(([, fault]) => fault !== ''))
}

const say = (mutant: Mutant, fault: string | undefined, from: number): void => {
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  console.log(
    `${fault ? 'FAULT' : 'red  '} ${mutant.id.padEnd(4)} ${seconds.padStart(5)} s  ${mutant.flaw}${fault ? `\n      ${fault}` : ''}`,
  )
}

const tryGroup = async (bench: Bench, group: readonly Mutant[]): Promise<number> => {
  const asFault = (cause: unknown) => String(cause)
  const spoiled = await notGreen(bench, group).catch(
    (cause: unknown) => new Map(group.map((mutant) => [mutant, `without the flaw: ${asFault(cause)}`] as const)),
  )
  let faults = 0
  for (const mutant of group) {
    const from = performance.now()
    const fault = spoiled.get(mutant) ?? (await tryMutant(bench, mutant).catch(asFault))
    faults += fault ? 1 : 0
    say(mutant, fault, from)
  }
  return faults
}

const work = async (bench: Bench, queue: (readonly Mutant[])[]): Promise<number> => {
  let faults = 0
  for (let group = queue.shift(); group; group = queue.shift()) faults += await tryGroup(bench, group)
  bench.tests.end()
  return faults
}

const run = async (): Promise<number> => {
  const queue = byTest()
  const scratches = Array.from({ length: Math.min(2, availableParallelism(), queue.length) }, () => makeScratch('.'))
  process.on('exit', () => scratches.forEach((scratch) => scratch.remove()))
  process.on('SIGINT', () => process.exit(130))
  const counts = await Promise.all(
    scratches.map((scratch) => work({ scratch, tests: keepTests(scratch.folder) }, queue)),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

const faults = await run()
console.log(`${mutants.length - faults} passed, ${faults} failed`)
process.exitCode = faults > 0 ? 1 : 0

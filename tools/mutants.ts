/** `npm run mutants`: puts each known flaw back (mutants/README.md) and wants its test red. Takes case ids to run only those. */
import { availableParallelism } from 'node:os'
import { readMutants } from './mutants/read-mutants.ts'
import type { Mutant } from './mutants/read-mutants.ts'
import { runTests, titleOf } from './mutants/run-tests.ts'
import { makeScratch } from './mutants/scratch.ts'
import type { Scratch } from './mutants/scratch.ts'

const said = process.argv.slice(2)
const wanted = said.filter((word) => word !== '--model')
// Flaws that the model finds have other tests, too: to see that it finds them takes minutes, so it is asked for.
const folder = said.includes('--model') ? 'tools/mutants/model' : undefined
const mutants = readMutants(folder).filter(({ id }) => wanted.length === 0 || wanted.includes(id))
const longest = 60_000

/** Undefined when the test noticed; else what went wrong. */
const tryMutant = async (scratch: Scratch, { id, edits, test }: Mutant): Promise<string | undefined> => {
  const restore = scratch.spoil(edits)
  try {
    const outcomes = await runTests(scratch.folder, { files: [test], ids: [id], longest })
    if (outcomes.length === 0) return 'the flaw keeps the test from running at all: make it subtler'
    return outcomes.some(({ isRed }) => isRed) ? undefined : 'SURVIVED: the test stays green with the flaw in'
  } finally {
    restore()
  }
}

/** Without the flaw every named test must be green, or its red would prove nothing. */
const notGreen = async (scratch: Scratch): Promise<ReadonlyMap<Mutant, string>> => {
  const files = [...new Set(mutants.map(({ test }) => test))]
  const ids = [...new Set(mutants.map(({ id }) => id))]
  const outcomes = await runTests(scratch.folder, { files, ids, longest: 10 * longest })
  const faultOf = ({ id, test }: Mutant): string => {
    const own = outcomes.filter(({ file, title }) => file === test && titleOf([id]).test(title))
    if (own.length === 0) return `no test in ${test} is titled with its id`
    return own.some(({ isRed }) => isRed) ? 'its test is red without the flaw' : ''
  }
  return new Map(mutants.map((mutant) => [mutant, faultOf(mutant)] as const).filter(([, fault]) => fault !== ''))
}

const say = (mutant: Mutant, fault: string | undefined, from: number): void => {
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  console.log(
    `${fault ? 'FAULT' : 'red  '} ${mutant.id.padEnd(4)} ${seconds.padStart(5)} s  ${mutant.flaw}${fault ? `\n      ${fault}` : ''}`,
  )
}

const work = async (scratch: Scratch, queue: Mutant[], spoiled: ReadonlyMap<Mutant, string>): Promise<number> => {
  let faults = 0
  for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
    const from = performance.now()
    const fault = spoiled.get(mutant) ?? (await tryMutant(scratch, mutant).catch((cause: unknown) => String(cause)))
    faults += fault ? 1 : 0
    say(mutant, fault, from)
  }
  return faults
}

const run = async (): Promise<number> => {
  if (mutants.length === 0) return 0
  const scratches = Array.from({ length: Math.min(2, availableParallelism(), mutants.length) }, () => makeScratch('.'))
  process.on('exit', () => scratches.forEach((scratch) => scratch.remove()))
  process.on('SIGINT', () => process.exit(130))
  const [first] = scratches
  const spoiled = first ? await notGreen(first) : new Map<Mutant, string>()
  const queue = [...mutants]
  const counts = await Promise.all(scratches.map((scratch) => work(scratch, queue, spoiled)))
  return counts.reduce((sum, count) => sum + count, 0)
}

const faults = await run()
console.log(`${mutants.length - faults} passed, ${faults} failed`)
process.exitCode = faults > 0 ? 1 : 0

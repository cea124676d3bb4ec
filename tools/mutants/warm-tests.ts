/** The process that keeps vitest warm in a scratch copy: is told files, a title and what changed since the last run, answers what each matching test came to. */
import { join, relative } from 'node:path'
import { createVitest } from 'vitest/node'
import type { TestModule } from 'vitest/node'
import type { Order, Outcome } from './run-tests.ts'

// As vitest's own command sets them.
Object.assign(process.env, { TEST: 'true', VITEST: 'true', NODE_ENV: 'test' })

const root = process.cwd()

/** What the present run has collected: what vitest remembers of earlier ones says nothing about this one. */
let collected: TestModule[] = []
const starting = createVitest({
  root,
  watch: false,
  reporters: [
    {
      onTestModuleCollected: (module) => {
        collected.push(module)
      },
    },
  ],
})

const outcomesOf = (module: TestModule): readonly Outcome[] =>
  [...module.children.allTests()].flatMap((test) => {
    const { state } = test.result()
    if (state !== 'passed' && state !== 'failed') return []
    return [{ file: relative(root, module.moduleId), title: test.fullName, isRed: state === 'failed' }]
  })

const obey = async ({ files, title, changed }: Order): Promise<readonly Outcome[]> => {
  const vitest = await starting
  collected = []
  for (const file of changed) vitest.invalidateFile(join(root, file))
  vitest.setGlobalTestNamePattern(title)
  await vitest.runTestSpecifications(await vitest.getRelevantTestSpecifications([...files]))
  return collected.flatMap(outcomesOf)
}

process.on('message', (order: Order) => {
  obey(order).then(
    (outcomes) => process.send?.(outcomes),
    () => process.exit(1),
  )
})
await (await starting).standalone()

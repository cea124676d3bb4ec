/** With a real name server that changes its mind between two questions, where this machine can have one; elsewhere the title says what is missing. */
import { expect, it } from 'vitest'
import { runLaboratory, whatLacks } from './rebinding/laboratory.ts'

const lack = whatLacks()

const proveTheDoor = async (): Promise<void> => {
  const { outcomes, astray } = await runLaboratory(400)
  expect(astray.door).toBe(0)
  expect(outcomes['fetched']).toBeGreaterThan(0)
  expect(outcomes['address']).toBeGreaterThan(0)
  // The trap works: whoever checks and then connects by name falls into it.
  expect(astray.careless).toBeGreaterThan(0)
}

const proveTheLack = async (): Promise<void> => {
  expect(whatLacks()).toBe(lack)
}

const prove = lack === undefined ? proveTheDoor : proveTheLack

it(`X14: no answer of a name server leads the door astray${lack === undefined ? '' : ` (not run: needs ${lack})`}`, async () => {
  await prove()
})

/** The whole authorization server against a model of two pages: random lives of people, apps and thieves, with faults and races. INV1 to INV9 */
import { defaultReportMessage } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { corpus } from './model/corpus.ts'
import { explore, relive, type Exploration } from './model/explore.ts'
import { onMemory, onSqlite } from './model/stages.ts'

/** `npm run model -- --seed ... --path ... --replay-path ...` brings a counter-example back; keep it in the corpus. */
const expectNoSurprise = async (exploration: Exploration): Promise<ReadonlyMap<string, number>> => {
  const { details, tally } = await explore(exploration)
  const report = details.failed ? `${defaultReportMessage(details) ?? ''}\n${String(details.errorInstance)}` : ''
  expect(report).toBe('')
  return tally
}

/** An exploration that gets nowhere proves nothing. */
const landmarks = [
  'redeem: 200',
  'redeem: 400 invalid_grant',
  'refresh: 200',
  'refresh: 400 invalid_grant',
  'refresh: 400 invalid_scope',
  'refresh: 400 invalid_target',
  'deny: access_denied',
  'revoke: 200',
  'userinfo: 200',
  'disconnect: 200 /account/apps',
  'change password: 200 /account',
  'sign out everywhere: 200 /signed-out',
  'crash: 503 temporarily_unavailable',
  'race: 200, 200',
  'race: code, code',
]

describe.each([
  ['memory', onMemory],
  ['SQLite', onSqlite],
] as const)('on %s', (_, open) => {
  it.each(corpus)('no more: $what', async ({ events }) => {
    await expect(relive(open, events)).resolves.toBeUndefined()
  })
})

it('A2, A14, B3, B18, C6, C7, C8, C11, D4, G10, G12, H17, I2, I3, I4, I5, I7, I8, I9, J1, J2, J9, J10, X1: on memory every answer is the one that the model expects, whatever is stolen, lost, raced or changed meanwhile', async () => {
  const tally = await expectNoSurprise({ open: onMemory, runs: 1000, seed: 20_261_121, longest: 40_000 })
  expect(landmarks.filter((came) => !tally.has(came))).toEqual([])
}, 120_000)

it('V2, X3: on SQLite every answer is the one that the model expects', async () => {
  await expectNoSurprise({ open: onSqlite, runs: 200, seed: 20_261_121, longest: 40_000 })
}, 120_000)

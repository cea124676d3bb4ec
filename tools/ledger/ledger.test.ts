/** The ledger tells a tested case from an excused and a forgotten one, and notices every untruth. */
import { describe, expect, it } from 'vitest'
import { expand, readCases, readGroups } from './catalogue.ts'
import { judge } from './judge.ts'
import type { Evidence } from './judge.ts'
import { idsInTitles } from './titles.ts'

const catalogue =
  '### A Authorize\n- A1* unknown client => page\n- A2 wrong URI => page\n- A3 twice => refused\n### B Pages\n- B1* no token => 403\n'
const cases = readCases(catalogue)

const honest: Evidence = {
  cases,
  reasons: { notDue: { 'A2-A3': 'later' }, inPart: {}, withoutMutant: {} },
  tests: new Map([
    ['A1', ['a.test.ts']],
    ['B1', ['b.test.ts']],
  ]),
  mutants: new Set(['A1', 'B1']),
}

describe('the catalogue', () => {
  it('is read with groups and stars', () => {
    expect(readGroups(catalogue)).toEqual([
      { letter: 'A', title: 'Authorize' },
      { letter: 'B', title: 'Pages' },
    ])
    expect(cases[0]).toEqual({ id: 'A1', group: 'A', isStarred: true, words: 'unknown client => page' })
  })

  it('understands ids, ranges and whole groups', () => {
    expect(expand('A, B1', cases)).toEqual(['A1', 'A2', 'A3', 'B1'])
    expect(expand('A2-A9', cases)).toEqual(['A2', 'A3'])
    expect(() => expand('Z9', cases)).toThrow('Z9 names no case')
  })
})

describe('titles', () => {
  it('stand for the ids they begin with', () => {
    expect(idsInTitles(`it('A1: refuses')\nit.each(rows)("A2, B1: refuses %s")\nit(\`A3: x\`)`)).toEqual([
      'A1',
      'A2',
      'B1',
      'A3',
    ])
  })

  it('prove nothing when the test is skipped, or when the id stands elsewhere', () => {
    expect(idsInTitles(`it.skip('A1: refuses')\nit.todo('A2: refuses')\nit('refuses, see A3: yes')`)).toEqual([])
  })
})

describe('the verdict', () => {
  it('finds nothing to say of an honest ledger', () => {
    expect(judge(honest)).toMatchObject({ faults: [], warnings: [] })
  })

  it.each<[string, Partial<Evidence>, string]>([
    ['a case in neither', { reasons: { ...honest.reasons, notDue: {} } }, 'no test, and no reason why not: A2, A3'],
    [
      'a test of an unknown case',
      { tests: new Map([...honest.tests, ['A9', ['a.test.ts']]]) },
      'no case of docs/cases.md: A9 (a.test.ts)',
    ],
    ['a release blocker without a mutant', { mutants: new Set(['A1']) }, 'release blocker without a mutant: B1'],
    [
      'a mutant of an unknown case',
      { mutants: new Set(['A1', 'B1', 'C9']) },
      'mutant for no case of docs/cases.md: C9',
    ],
    [
      'a reason given twice',
      { reasons: { ...honest.reasons, notDue: { A: 'x', 'A2-A3': 'y' } } },
      'twice in not-due.json: A2, A3',
    ],
  ])('names %s', (_what, change, fault) => {
    expect(judge({ ...honest, ...change }).faults).toEqual([fault])
  })

  it('notes a case that is tested and yet called not due', () => {
    const { warnings, standings } = judge({ ...honest, tests: new Map([...honest.tests, ['A2', ['a.test.ts']]]) })
    expect(warnings).toEqual(['tested, and yet called not due: A2'])
    expect(standings.get('A2')).toBe('tested')
  })

  it('asks no mutant of what is excused, and says what is tested in part', () => {
    const reasons = { ...honest.reasons, inPart: { A1: 'the rest comes later' }, withoutMutant: { B1: 'a tool' } }
    const { faults, standings } = judge({ ...honest, reasons, mutants: new Set(['A1']) })
    expect(faults).toEqual([])
    expect(standings.get('A1')).toBe('in part')
  })
})

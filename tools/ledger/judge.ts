/** Weighs the catalogue against tests, reasons and mutants: hands over where each case stands, and what is wrong. */
import { expand } from './catalogue.ts'
import type { Case } from './catalogue.ts'

export interface Reasons {
  readonly notDue: Readonly<Record<string, string>>
  readonly inPart: Readonly<Record<string, string>>
  readonly withoutMutant: Readonly<Record<string, string>>
}

export interface Evidence {
  readonly cases: readonly Case[]
  readonly reasons: Reasons
  /** Id of a case, and the files whose tests are titled with it. */
  readonly tests: ReadonlyMap<string, readonly string[]>
  readonly mutants: ReadonlySet<string>
}

export type Standing = 'tested' | 'in part' | 'not due' | 'missing'

export interface Verdict {
  readonly standings: ReadonlyMap<string, Standing>
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
}

const idsOf = (reasons: Readonly<Record<string, string>>, cases: readonly Case[]): readonly string[] =>
  Object.keys(reasons).flatMap((terms) => expand(terms, cases))

const idOf = ({ id }: Case): string => id

const listed = (what: string, ids: readonly string[]): readonly string[] =>
  ids.length > 0 ? [`${what}: ${ids.join(', ')}`] : []

export const judge = ({ cases, reasons, tests, mutants }: Evidence): Verdict => {
  const known = new Set(cases.map(({ id }) => id))
  const [notDue, inPart, spared] = [reasons.notDue, reasons.inPart, reasons.withoutMutant].map((one) =>
    idsOf(one, cases),
  )
  const standingOf = ({ id }: Case): Standing => {
    if (tests.has(id)) return inPart?.includes(id) ? 'in part' : 'tested'
    return notDue?.includes(id) ? 'not due' : 'missing'
  }
  const standings = new Map(cases.map((one) => [one.id, standingOf(one)]))
  const wantsMutant = ({ id, isStarred }: Case) => isStarred && tests.has(id) && !spared?.includes(id)
  const all = [...(notDue ?? [])]
  return {
    standings,
    faults: [
      ...listed('no test, and no reason why not', cases.filter(({ id }) => standings.get(id) === 'missing').map(idOf)),
      ...listed(
        'release blocker without a mutant',
        cases.filter((one) => wantsMutant(one) && !mutants.has(one.id)).map(idOf),
      ),
      ...listed(
        'mutant for no case of docs/cases.md',
        [...mutants].filter((id) => !known.has(id)),
      ),
      ...listed(
        'twice in not-due.json',
        all.filter((id, at) => all.indexOf(id) !== at),
      ),
      ...[...tests]
        .filter(([id]) => !known.has(id))
        .map(([id, files]) => `no case of docs/cases.md: ${id} (${files.join(', ')})`),
    ],
    warnings: listed(
      'tested, and yet called not due',
      all.filter((id) => tests.has(id)),
    ),
  }
}

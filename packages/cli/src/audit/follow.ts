/** The journal as it grows: the rows that are there, then each new one, once. */
import type { AdminClient } from '@gatehouse/admin-api'
import type { Question } from './filters.ts'
import type { Row } from './row-forms.ts'

const largestPage = 500
/** Ids sort by the time of the decision, rows appear when they are written: one that is a little late is still seen. In seconds. */
const overlap = 10

/** Oldest first. */
export const latest = async (admin: AdminClient, question: Question, limit: number): Promise<readonly Row[]> =>
  (await admin('listJournal', { ...question, limit })).rows.toReversed()

/** Everything from the row `after` on, page by page, oldest first. Without one: from the beginning. */
export async function* pages(admin: AdminClient, question: Question, after = ''): AsyncGenerator<readonly Row[]> {
  let last: string | undefined = after
  while (last !== undefined) {
    const { rows }: { readonly rows: readonly Row[] } = await admin('listJournal', {
      ...question,
      limit: largestPage,
      after: last,
    })
    if (rows.length > 0) yield rows
    last = rows.length < largestPage ? undefined : rows.at(-1)?.id
  }
}

/** Where the journal ends now; ask before `latest`, so that nothing falls between the two. */
export const endOfJournal = async (admin: AdminClient): Promise<string> =>
  (await admin('listJournal', { limit: 1 })).rows[0]?.id ?? ''

interface Following {
  readonly question: Question
  /** As endOfJournal said. */
  readonly end: string
  /** What has been shown already, oldest first. */
  readonly shown: readonly Row[]
  /** Waits until it is time to look again; false: it is over. */
  readonly wait: () => Promise<boolean>
}

export async function* newRows(admin: AdminClient, { question, end, shown, wait }: Following): AsyncGenerator<Row> {
  let recent = shown
  let from = end
  while (await wait()) {
    from = anchorOf(recent) ?? from
    for await (const rows of pages(admin, question, from)) {
      const fresh = rows.filter(({ id }) => !recent.some((row) => row.id === id))
      yield* fresh
      recent = [...recent, ...fresh]
    }
    const anchor = anchorOf(recent)
    recent = recent.filter(({ id }) => anchor === undefined || id >= anchor)
  }
}

/** The last row after which nothing older can turn up any more; the oldest shown one while all are young. */
const anchorOf = (rows: readonly Row[]): string | undefined => {
  const newest = Math.max(...rows.map(({ at }) => at))
  return (rows.findLast(({ at }) => at < newest - overlap) ?? rows[0])?.id
}

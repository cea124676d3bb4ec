/** The audit journal: by what happened, to whom, by which client, when. Newest first, or from a row on. */
import { journalEvents } from '@gatehouse/issuer/journal-events'
import type { Issuer } from '@gatehouse/issuer'
import { canonicalName } from '@gatehouse/issuer/people/accounts'
import type { ClientId, GrantId, UserId } from '@gatehouse/issuer/ports/ids'
import type { JournalRow } from '@gatehouse/issuer/ports/journal'
import { epochSeconds } from '@gatehouse/protocol/time'
import { AdminProblem, type Answers } from './answers.ts'

export const journal = ({ journal: kept, people }: Issuer): Pick<Answers, 'listJournal'> => ({
  async listJournal({ limit, before, after, event, user, client, grant, trace, since, until }) {
    if (event !== undefined) refuseUnknown(event)
    const rows = await kept.list({
      limit,
      before,
      after,
      event,
      userId: user === undefined ? undefined : await idOf(people, user),
      clientId: client as ClientId | undefined, // ids to compare with: whatever else they hold finds nothing
      grantId: grant as GrantId | undefined,
      traceId: trace,
      since: since === undefined ? undefined : epochSeconds(since),
      until: until === undefined ? undefined : epochSeconds(until),
    })
    const names = await namesOf(people, rows)
    return {
      rows: rows.map(({ detail, ...row }) => ({
        ...row,
        userName: row.userId && names.get(row.userId),
        ...(detail && { detail: { ...detail } }),
      })),
    }
  },
})

const known = Object.keys(journalEvents)

/** A slip of the pen would find nothing, and look like peace. */
const refuseUnknown = (event: string): void => {
  if (known.includes(event)) return
  const [noun = ''] = event.split('.')
  const ofNoun = known.filter((name) => name.startsWith(`${noun}.`))
  if (event === `${noun}.*` && ofNoun.length > 0) return
  const nouns = [...new Set(known.map((name) => name.replace(/\..*/, '')))]
  const [what, which] = ofNoun.length > 0 ? ['', ofNoun] : ['events of ', nouns]
  throw new AdminProblem(
    'invalid_request',
    `no event is called ${event}: there are ${what}${which.join(', ')}`,
    'event',
  )
}

const idOf = async (people: Issuer['people'], named: string): Promise<UserId> => {
  const name = canonicalName(named)
  const user = (await people.list()).find(({ id, signInNames }) => id === named || signInNames.includes(name))
  if (user) return user.id
  // Who is gone has no name any more, but what they did stays.
  if (named.startsWith('usr_')) return named as UserId
  throw new AdminProblem('not_found', `there is no user ${named}; who was removed is found by the id, usr_...`, 'user')
}

const namesOf = async (
  people: Issuer['people'],
  rows: readonly JournalRow[],
): Promise<ReadonlyMap<UserId, string | undefined>> => {
  const ids = [...new Set(rows.flatMap(({ userId }) => (userId === undefined ? [] : [userId])))]
  return new Map(await Promise.all(ids.map(async (id) => [id, (await people.find(id))?.name] as const)))
}

/**
 * A client known by the document at the URL that is its id: that id in, the client out. Its host is asked when our copy is not fresh any more.
 * Whatever goes wrong, a stranger is told the same: nobody may learn here what can be reached from this server. CIMD draft §3, §6
 */
import { refuse } from '@gatehouse/protocol/errors'
import { after, between, days, seconds, type EpochSeconds } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import type { Visit } from '../visit.ts'
import { boundedMap } from './bounded-map.ts'
import { faultOfDocumentId } from './document-rules.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { readDocument, type Failure, type Reading } from './read-document.ts'
import { isBlocked } from './standing.ts'

const failureKept = seconds(30)
const oldCopyKept = days(7)

export type FindByDocument = (id: string, stored: Client | undefined, visit: Visit) => Promise<Client>

/** `stored`: our copy. Throws the one refusal for every failure; its cause is for the log. */
export const metadataDocuments = (needs: Needs, grantTypes: readonly string[]): FindByDocument => {
  const { clock, policy } = needs
  const failures = boundedMap<string, Failure & { readonly until: EpochSeconds }>(1000)
  const underway = oneAtATime<Reading>()
  const read = readDocument(needs, { grantTypes, privateUseSchemes: policy.privateUseSchemes })
  const ask: (...asked: Parameters<FindByDocument>) => Promise<Reading> = async (id, stored, visit) => {
    const failed = failures.get(id)
    if (failed && failed.until > clock.now()) return failed
    const reading = await underway(id, () => read(id, stored, visit))
    if ('reason' in reading && reading.kind !== 'unsent') {
      failures.set(id, { ...reading, until: after(clock.now(), failureKept) })
    }
    return reading
  }
  return async (id, stored, visit) => {
    const fault = faultOfDocumentId(id, policy)
    if (fault !== undefined) throw unusable(id, fault)
    if (stored && isBlocked(stored, policy)) throw unusable(id, 'an admin has blocked it')
    if (stored?.document && stored.document.freshUntil > clock.now()) return stored
    const reading = await ask(id, stored, visit)
    if ('client' in reading && !isBlocked(reading.client, policy)) return reading.client
    if ('reason' in reading && stored && isOldCopyGood(stored, reading, clock.now())) return stored
    throw unusable(id, 'reason' in reading ? reading.reason : 'an admin has blocked it')
  }
}

/** People use it already, so a week without its host shuts nobody out. A document that says otherwise is heard. */
const isOldCopyGood = ({ document, lastUsedAt }: Client, { kind }: Failure, now: EpochSeconds): boolean =>
  kind !== 'unusable' &&
  lastUsedAt !== undefined &&
  document !== undefined &&
  between(document.fetchedAt, now) < oldCopyKept

const unusable = (id: string, reason: string) =>
  refuse('invalid_request', 'the app cannot be identified by its client_id: try again later, or ask whoever makes it', {
    parameter: 'client_id',
    cause: new Error(`${id}: ${reason}`),
  })

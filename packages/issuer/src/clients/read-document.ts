/** Asks the host of a client for its document, and keeps what it says: a URL in, the client as stored out, or why there is none. CIMD draft §4, RFC 9111 */
import { OAuthError } from '@gatehouse/protocol/errors'
import { freshnessOf } from '@gatehouse/protocol/freshness'
import type { MetadataPolicy } from '@gatehouse/protocol/metadata/client'
import { parseClientDocument } from '@gatehouse/protocol/metadata/client-document'
import { hostOfClientId } from '@gatehouse/protocol/metadata/client-id-url'
import { after } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import type { FetchedDocument } from '../ports/fetch-document.ts'
import type { ClientId } from '../ports/ids.ts'
import type { Visit } from '../visit.ts'
import { described } from './described.ts'
import { refuseBrokenKeys } from './refuse-broken-keys.ts'

const mostBytes = 5 * 1024

export type Reading = { readonly client: Client } | Failure

export interface Failure {
  /** For the log: a stranger must not learn from it what can be reached from here. */
  readonly reason: string
  /** `silent`: no document came. `unsent`: nobody was asked. `unusable`: one came that is not the client's, or that we cannot work with. */
  readonly kind: 'silent' | 'unsent' | 'unusable'
}

export const readDocument =
  (needs: Needs, policy: MetadataPolicy) =>
  async (id: string, stored: Client | undefined, visit: Visit): Promise<Reading> => {
    const isOfKnownClient = stored?.lastUsedAt !== undefined
    const fetched = await needs.fetchDocument({ url: id, maxBytes: mostBytes, isOfKnownClient })
    if (fetched.outcome === 'overBudget') return { kind: 'unsent', reason: 'too many documents are being fetched' }
    if (fetched.outcome === 'failed') return { kind: 'silent', reason: fetched.reason }
    const client = await clientFrom(needs, { id, fetched, policy }).catch(asFailure)
    return 'reason' in client ? client : save(needs, { client, stored, visit })
  }

type Fetched = Extract<FetchedDocument, { outcome: 'fetched' }>

interface Document {
  readonly id: string
  readonly fetched: Fetched
  readonly policy: MetadataPolicy
}

/** It names nothing that an operator alone may give. */
const clientFrom = async ({ clock }: Needs, { id, fetched, policy }: Document): Promise<Client> => {
  const metadata = parseClientDocument(fetched.text, id, policy)
  await refuseBrokenKeys(metadata)
  const fetchedAt = clock.now()
  return {
    id: id as ClientId,
    provenance: 'document',
    name: metadata.client_name ?? '',
    isVerified: false,
    isFirstParty: false,
    ...described(metadata),
    document: { fetchedAt, freshUntil: after(fetchedAt, freshnessOf(fetched.headers, fetchedAt)) },
    machineAccess: [],
    createdAt: fetchedAt,
  }
}

const asFailure = (error: unknown): Failure => {
  if (error instanceof OAuthError) return { kind: 'unusable', reason: error.description }
  throw error
}

interface Saving {
  readonly client: Client
  readonly stored: Client | undefined
  readonly visit: Visit
}

/** Who brought an id first keeps it: a document never takes the place of what an operator wrote. */
const save = async ({ store, policy, entry }: Needs, { client, stored, visit }: Saving): Promise<Reading> => {
  const isNews = JSON.stringify(stored?.metadata) !== JSON.stringify(client.metadata)
  const event = stored ? 'client.document-changed' : 'client.document-read'
  const detail = { host: hostOfClientId(client.id), name: client.name }
  const journal = isNews ? [entry(event, visit, { clientId: client.id, detail })] : []
  await store.clients.saveDocument(client, policy.maxUnusedRegistrations, journal)
  const now = await store.clients.find(client.id)
  return now ? { client: now } : { kind: 'unusable', reason: 'the client was removed just now' }
}

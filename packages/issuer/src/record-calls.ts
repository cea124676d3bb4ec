/** What people did behind the gateway, a batch at a time, into the journal: who, with which client, which tool, how it ended. Never what was said. */
import type { Needs } from './needs.ts'
import type { ClientId, GrantId, UserId } from './ports/ids.ts'
import type { JournalRow } from './ports/journal.ts'

/** The call of one tool that is over, by a token that a guard has verified. */
export interface CallOfTool {
  readonly traceId: string
  readonly source: string
  /** The name of the MCP server. */
  readonly server: string
  readonly tool: string
  /** `refused`: the server never heard of it. */
  readonly outcome: 'result' | 'error' | 'fault' | 'cancelled' | 'refused'
  readonly reason?: string | undefined
  readonly milliseconds: number
  /** Whose token it was, and whom it named. */
  readonly issuer: string
  readonly subject: string
  readonly clientId: string
  readonly grantId?: string | undefined
  /** So many others of the same person were refused, too, and have no row. */
  readonly missed?: number | undefined
}

/** A tool may be called anything; a row is small. */
const longestText = 200

export const recordCalls =
  ({ store, policy, entry }: Needs) =>
  async (calls: readonly CallOfTool[]): Promise<void> => {
    const rowOf = (call: CallOfTool): JournalRow => {
      const { outcome, traceId, source, clientId, grantId } = call
      const facts = {
        ...personOf(call, policy.issuer),
        clientId: clientId as ClientId, // ids as our own tokens name them: whatever else they hold finds nothing
        grantId: grantId as GrantId | undefined,
        detail: detailOf(call),
      }
      return entry(outcome === 'refused' ? 'tool.refused' : 'tool.called', { traceId, source }, facts)
    }
    await store.journal.append(calls.map(rowOf))
  }

/** A machine's own token names the client. */
const personOf = ({ issuer, subject }: CallOfTool, own: string): { readonly userId?: UserId } =>
  issuer === own && subject.startsWith('usr_') ? { userId: subject as UserId } : {}

const detailOf = ({
  server,
  tool,
  outcome,
  reason,
  milliseconds,
  missed,
}: CallOfTool): Readonly<Record<string, string>> => ({
  server,
  tool: tool.slice(0, longestText),
  ...(outcome === 'refused' ? {} : { outcome }),
  ...(reason === undefined ? {} : { reason: reason.slice(0, longestText) }),
  ms: String(milliseconds),
  ...(missed === undefined ? {} : { missed: String(missed) }),
})

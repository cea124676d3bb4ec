/**
 * The one client that a child may put a question to: that of the call which alone it can be about. Two people at one child, or two apps of one
 * person: nobody, because what one said could reach the other. MCP 2025-11-25, "Elicitation", "Sampling"
 */
import type { JsonMessage } from '../child.ts'
import { codes, memberOf, paramsOf, type Request } from './json-rpc.ts'
import type { AskedClient, Call } from './asker.ts'
import { keys } from './revisions.ts'

/** A call behind which a client stands. */
export type Owned = Call & { readonly asker: { readonly client: AskedClient } }

export interface Why {
  readonly reason: string
  readonly help?: string
  readonly code?: number
}

const isOwned = (call: Call): call is Owned => call.asker.client !== undefined

/** The latest of the one client's calls. `lingering`: given up, and perhaps still at work. */
export const onlyOwnerOf = (underWay: Iterable<Call>, lingering: Iterable<Call>): Owned | undefined => {
  const owners = [...underWay].filter(isOwned)
  const all = new Set([...owners, ...[...lingering].filter(isOwned)].map(({ asker }) => asker.client.owner))
  return all.size === 1 ? owners.at(-1) : undefined
}

export const whomToAsk = (request: Request, underWay: Iterable<Call>, lingering: Iterable<Call>): Owned | Why => {
  const never = notForClients(request)
  if (never) return never
  const owners = [...underWay].filter(isOwned)
  if (!onlyOwnerOf(owners, lingering)) return nobody(owners.length)
  const able = owners.findLast(({ asker }) => canAnswer(asker.client, request))
  return able ?? { reason: 'the client whose call it is cannot answer that', help: 'use a client that offers it' }
}

const nobody = (calls: number): Why => ({
  reason: calls === 0 ? 'no call of a client is under way' : 'it may be about the call of one client or of another',
  help: 'start the server with --per-user, so that each person has a child of their own, and let one app call at a time',
})

const forClients: ReadonlySet<string> = new Set(['elicitation/create', 'sampling/createMessage'])

const notForClients = (request: Request): Why | undefined => {
  if (!forClients.has(request.method)) return { reason: 'it is not offered here', code: codes.methodNotFound }
  const params = paramsOf(request)
  const isTask = 'task' in params || keys.task in memberOf(params, '_meta')
  return isTask ? { reason: 'tasks are not offered here' } : undefined
}

/** Whether a client declared that it can. */
export const canAnswer = ({ capabilities }: AskedClient, request: JsonMessage): boolean => {
  const params = paramsOf(request)
  if (request['method'] === 'sampling/createMessage') {
    return 'sampling' in capabilities && (!('tools' in params) || 'tools' in memberOf(capabilities, 'sampling'))
  }
  if (request['method'] !== 'elicitation/create' || !('elicitation' in capabilities)) return false
  const modes = memberOf(capabilities, 'elicitation')
  // Whoever names no mode knows forms. MCP 2025-11-25, "Elicitation: Capabilities"
  return params['mode'] === 'url' ? 'url' in modes : 'form' in modes || !('url' in modes)
}

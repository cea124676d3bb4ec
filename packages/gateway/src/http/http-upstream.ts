/** An MCP server with a URL, behind `Upstream`: whatever wire it speaks, its messages pass as they are, and nothing else does. MCP "Streamable HTTP" */
import { connectUpstream } from '@gatehouse/egress/upstream'
import type { HttpDefinition } from '../definition.ts'
import type { Upstream, UpstreamNeeds } from '../upstream.ts'
import { createAsk } from './ask-upstream.ts'
import type { Course } from './course.ts'
import { listTools } from './list-tools.ts'
import { type Road, passOn } from './pass-on.ts'
import { watchReachability } from './reachability.ts'

/** Each has a descriptor, and its client's another. */
const mostConnections = 8192
/** In milliseconds. */
const longestStall = 60_000

export const openHttpUpstream = (definition: HttpDefinition, needs: UpstreamNeeds): Upstream => {
  const { url, headers, timeouts, maxAnswerBytes: mostBytes } = definition
  const connection = connectUpstream({ url, timeouts, mostConnections })
  const reachability = watchReachability(needs)
  const open = new Set<Course>()
  let whenEmpty: (() => void) | undefined
  const road: Road = {
    connection,
    ownHeaders: { forwarded: forwardedFrom(needs.publicOrigin), fixed: headers },
    handles: needs.handles,
    mostBytes,
    mostStall: Math.min(longestStall, timeouts.silence),
    onToolsChanged: needs.onToolsChanged,
    reachability,
    open,
  }
  const allDone = async (grace: number): Promise<void> => {
    if (open.size === 0) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, grace)
      whenEmpty = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    async serve(exchange) {
      try {
        return await passOn(exchange, road)
      } finally {
        if (open.size === 0) whenEmpty?.()
      }
    },
    async listTools(signal) {
      const identity = needs.ownIdentity()
      const known = identity === undefined ? headers : { 'gatehouse-identity': identity, ...headers }
      return await listTools(createAsk({ connection, headers: known, mostBytes, reachability, signal }))
    },
    health: reachability.health,
    async close(grace) {
      for (const course of open) course.leave()
      await allDone(grace)
      for (const course of open) course.cut()
      await connection.close()
    },
  }
}

/** Who the client thinks it speaks to. What a client says of itself there is never passed on. */
const forwardedFrom = (publicOrigin: string): Readonly<Record<string, string>> => {
  const { protocol, host } = new URL(publicOrigin)
  return { 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host }
}

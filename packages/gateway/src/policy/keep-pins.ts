/** The pins of a running gateway: in memory for every call, on the disk for the next start, and in step with what an operator accepts meanwhile. */
import type { GatewayLog } from '../upstream.ts'
import { type KnownTool, type KnownTools, readToolsFile, writeToolsFile } from './pins.ts'
import { showText } from './names.ts'
import { stampOf } from './private-file.ts'
import { createWriteLater } from './write-later.ts'

export interface Pins {
  readonly tools: () => KnownTools
  /** Takes in what an operator changed; looks at the disk once a second at most. */
  readonly look: () => void
  readonly put: (changed: readonly KnownTool[]) => void
  /** Another program or address may be behind the name from now on: it is held to what the former one promised, and that is told. */
  readonly standFor: (digest: string) => void
  /** Resolves when everything was written, or could not be. Never rejects: what could not be written is tried again later. */
  readonly kept: () => Promise<void>
  /** The same, for whoever needs them no longer. */
  readonly close: () => Promise<void>
}

export interface PinsNeeds {
  readonly server: string
  readonly file: string
  readonly log: GatewayLog
  readonly nowMs: () => number
}

/** In milliseconds: so soon an acceptance holds. */
const lookEvery = 1000

/** Throws Error for a file that cannot be trusted: whoever forgets what was pinned accepts whatever comes. */
export const openPins = ({ server, file, log, nowMs }: PinsNeeds): Pins => {
  let { tools, stamp, upstream } = readToolsFile(file)
  let lookedAt = nowMs()
  let complainedOf = stamp

  /** Throws Error. */
  const takeIn = (): void => {
    const found = readToolsFile(file)
    const accepted = [...tools.values()].filter(
      ({ name, waiting }) => waiting && found.tools.get(name)?.pinned?.sha256 === waiting.sha256,
    )
    tools = merge(found.tools, tools)
    ;({ stamp } = found)
    if (accepted.length === 0) return
    log.info('gateway.tools-accepted', { server, tools: accepted.map(({ name }) => showText(name)) })
  }

  const complain = (error: unknown): void => {
    log.error('gateway.tools-not-kept', { server, reason: error instanceof Error ? error.message : String(error) })
  }
  const writer = createWriteLater({
    complain,
    nowMs,
    async write() {
      if (stampOf(file) !== stamp) takeIn()
      stamp = await writeToolsFile(file, { tools, upstream })
    },
  })

  return {
    tools: () => tools,
    look() {
      if (nowMs() - lookedAt < lookEvery) return
      lookedAt = nowMs()
      writer.retry()
      const now = stampOf(file)
      if (writer.isWriting() || now === stamp || now === complainedOf || now === undefined) return
      try {
        takeIn()
      } catch (error) {
        // What is in memory holds; and nothing of ours is written over a file that somebody has to mend.
        complainedOf = now
        complain(error)
      }
    },
    put(changed) {
      if (changed.length === 0) return
      tools = new Map([...tools, ...changed.map((tool) => [tool.name, tool] as const)])
      writer.wake()
    },
    standFor(next) {
      if (next === upstream) return
      const isOther = upstream !== undefined && tools.size > 0
      upstream = next
      if (tools.size > 0) writer.wake()
      if (isOther) log.warn('gateway.upstream-changed', { server, ...otherUpstream(server) })
    },
    kept: writer.settled,
    close: writer.settled,
  }
}

const otherUpstream = (server: string) => ({
  reason: 'another program or address stands behind this name: its tools are held to what the former one promised',
  cure: `gatehouse tools list ${server} says what differs, gatehouse tools accept ${server} takes it`,
})

/** The file knows what was accepted, we know what waits; nobody's tools are forgotten. */
const merge = (file: KnownTools, ours: KnownTools): KnownTools => {
  const both = [...file.values()].map((found) => mergeOne(found, ours.get(found.name)))
  return new Map([...ours, ...both.map((tool) => [tool.name, tool] as const)])
}

const mergeOne = (found: KnownTool, own: KnownTool | undefined): KnownTool => {
  if (!own) return found
  const pinned = found.pinned ?? own.pinned
  const isSettled = own.waiting === undefined || own.waiting.sha256 === pinned?.sha256
  return { name: own.name, ...(pinned && { pinned }), ...(isSettled || !own.waiting ? {} : { waiting: own.waiting }) }
}

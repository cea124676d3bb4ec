/** One running child: its pipes as messages, its end told once, its work counted. */
import { isUtf8 } from 'node:buffer'
import type { Readable } from 'node:stream'
import { readJson } from '@gatehouse/protocol/json'
import type { ChildEars, JsonMessage, RunningChild } from './child.ts'
import { countWork, type Work } from './count-work.ts'
import type { LineLog } from './log-lines.ts'
import type { Patience, ProcessTree } from './process-tree.ts'
import { splitLines } from './split-lines.ts'
import { writeLines } from './write-lines.ts'

export interface Child extends RunningChild, Work {
  readonly pid: number
  readonly stop: (end: End) => void
  /** Nothing of it is left. */
  readonly gone: Promise<void>
}

export interface End {
  readonly reason: string
  /** It ended by itself, or was ended for what it did. */
  readonly isFault: boolean
}

interface RunNeeds {
  readonly maxLineBytes: number
  readonly lines: LineLog
  readonly now: () => number
  /** Once, at once, and before its ears hear of it: it has ended or is about to. */
  readonly onEnd: (end: End) => void
}

/** MCP "Shutdown": it may finish what it does, but not for ever. What went wrong is not waited for as long. */
const patience: Patience = { closed: 2000, asked: 3000 }
const littlePatience: Patience = { closed: 100, asked: 1000 }
/** Longer lines for people are cut anyway. */
const longestForPeople = 4096

export const runChild = ({ pid, pipes, ended, end }: ProcessTree, needs: RunNeeds): Child => {
  const { maxLineBytes, lines, now, onEnd } = needs
  const writer = writeLines(pipes.stdin)
  let ears: ChildEars | undefined
  let reason: string | undefined

  let tellGone: () => void = () => undefined
  const gone = new Promise<void>((resolve) => {
    tellGone = resolve
  })

  const stop = (told: End): void => {
    if (reason !== undefined) return
    reason = told.reason
    writer.end()
    // Read on, or it waits for a reader instead of leaving.
    pipes.stdout.resume()
    onEnd(told)
    void end(told.isFault ? littlePatience : patience).then(tellGone)
    ears?.onEnd(reason)
  }
  const hear = (line: Buffer): void => {
    if (reason !== undefined) return
    const message = readMessage(line)
    if (!message) return lines.tell('gateway.stdout', line)
    try {
      ears?.onMessage(message)
    } catch (error) {
      // A child may break its own line to us, never the gateway.
      stop({ reason: `what it said could not be taken: ${String(error)}`, isFault: true })
    }
  }
  const messages = splitLines({
    maxBytes: maxLineBytes,
    onLine: hear,
    onTooLong: () => stop({ reason: `it wrote a line of more than ${maxLineBytes} bytes`, isFault: true }),
  })
  const tellPeople = (line: Buffer): void => lines.tell('gateway.stderr', line)
  const words = splitLines({ maxBytes: longestForPeople, onLine: tellPeople, onTooLong: tellPeople })
  pipes.stderr.on('data', words.take)
  void ended.then((how) => {
    const unfinished = words.rest()
    if (unfinished.length > 0) tellPeople(unfinished)
    const last = lines.last()
    stop({ reason: last === undefined ? how : `${how}; it last said: ${last}`, isFault: true })
  })

  return {
    ...countWork(now),
    pid,
    send: (message) => writer.write(`${JSON.stringify(message)}\n`),
    whenDrained: writer.whenDrained,
    listen(given) {
      ears = given
      if (reason !== undefined) return given.onEnd(reason)
      return void pipes.stdout.on('data', messages.take)
    },
    pause: pausesOf(pipes.stdout),
    stop,
    gone,
  }
}

/** Several may hold it up at once: it goes on when all of them are ready. */
const pausesOf = (pipe: Readable): RunningChild['pause'] => {
  const holding = new Set<symbol>()
  return () => {
    const one = Symbol('pause')
    holding.add(one)
    pipe.pause()
    return () => {
      if (holding.delete(one) && holding.size === 0) pipe.resume()
    }
  }
}

const readMessage = (line: Buffer): JsonMessage | undefined => {
  if (!isUtf8(line)) return undefined
  try {
    const value = readJson(line.toString('utf8'))
    return isMessage(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isMessage = (value: unknown): value is JsonMessage =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

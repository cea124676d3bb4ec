/** What a child says to people becomes log lines: whole, cut, without what it was trusted with, and few enough that nobody can fill a disk. */
import type { GatewayLog } from '../upstream.ts'

export interface LineLog {
  readonly tell: (event: 'gateway.stderr' | 'gateway.stdout', line: Buffer) => void
  /** What it said last. */
  readonly last: () => string | undefined
}

interface LineLogNeeds {
  readonly server: string
  readonly pid: number
  readonly log: GatewayLog
  readonly now: () => number
  /** Values that the child was given and that nobody shall read in a log. */
  readonly secrets: readonly string[]
}

/** In characters. */
const longestLine = 500
/** At once, and then in a second. */
const burst = 50
const rate = 10
/** A value as short as that is no secret, but a switch. */
const shortestSecret = 8

export const createLineLog = ({ server, pid, log, now, secrets }: LineLogNeeds): LineLog => {
  const hidden = secrets.filter((secret) => secret.length >= shortestSecret)
  let allowance = burst
  let counted = now()
  let missed = 0
  let last: Buffer | undefined

  const mayTell = (): boolean => {
    allowance = Math.min(burst, allowance + ((now() - counted) / 1000) * rate)
    counted = now()
    if (allowance < 1) return false
    allowance -= 1
    return true
  }
  const harmless = (bytes: Buffer): string => {
    const text = hidden
      .reduce((whole, secret) => whole.replaceAll(secret, '[hidden]'), bytes.toString('utf8'))
      .replaceAll(token, '[hidden]')
    return text.length > longestLine ? `${text.slice(0, longestLine)}…` : text
  }

  return {
    tell(event, bytes) {
      last = bytes
      if (!mayTell()) return void (missed += 1)
      log.info(event, { server, pid, line: harmless(bytes), ...(missed > 0 ? { missed } : {}) })
      missed = 0
    },
    last: () => last && harmless(last),
  }
}

/** A JWT, or the beginning of one: who is calling stands in it. */
const token = /eyJ[\w-]{10,}(?:\.[\w-]*)*/g

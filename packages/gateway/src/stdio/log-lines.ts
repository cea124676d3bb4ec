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
  let last: string | undefined

  const mayTell = (): boolean => {
    allowance = Math.min(burst, allowance + ((now() - counted) / 1000) * rate)
    counted = now()
    if (allowance < 1) return false
    allowance -= 1
    return true
  }
  const blot = (line: string): string =>
    hidden.reduce((text, secret) => text.replaceAll(secret, '[hidden]'), line).replaceAll(token, '[hidden]')

  return {
    tell(event, bytes) {
      if (!mayTell()) return void (missed += 1)
      const text = blot(bytes.toString('utf8'))
      const line = text.length > longestLine ? `${text.slice(0, longestLine)}…` : text
      last = line
      log.info(event, { server, pid, line, ...(missed > 0 ? { missed } : {}) })
      missed = 0
    },
    last: () => last,
  }
}

/** A JWT: who is calling stands in one. */
const token = /eyJ[\w-]{10,}\.[\w-]+\.[\w-]+/g

/** A log that keeps what it is told. */
import type { Log } from '@gatehouse/server/app-needs'

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly event: string
  readonly facts: Readonly<Record<string, unknown>>
}

export interface CapturedLog extends Log {
  readonly lines: readonly LogLine[]
}

export const capturedLog = (): CapturedLog => {
  const lines: LogLine[] = []
  const at =
    (level: LogLine['level']): Log['info'] =>
    (event, facts = {}) => {
      lines.push({ level, event, facts })
    }
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}

/** Everything that can go wrong in a command, as words for people and a code for the shell. */
import { AdminRefusal, AdminUnreachable } from '@gatehouse/admin-api'
import { ConfigError, sentence } from '@gatehouse/server/config/config-error'
import { exitCodes } from './exit-codes.ts'

/** Wrong words on the command line that only the command itself can see. */
export class Misuse extends Error {
  override readonly name = 'Misuse'
}

/** The person said no, or nobody was there to say yes. */
export class NotConfirmed extends Error {
  override readonly name = 'NotConfirmed'
}

/** `doctor` found something: it has been said already. */
export class Ailing extends Error {
  override readonly name = 'Ailing'

  constructor(problems: number) {
    super(problems === 1 ? '1 problem' : `${problems} problems`)
  }
}

export interface Explanation {
  readonly text: string
  readonly code: number
}

export const explain = (error: unknown): Explanation => {
  if (error instanceof ConfigError) return { text: problems(error), code: exitCodes.misused }
  if (error instanceof Misuse) return { text: `gatehouse: ${error.message}\n`, code: exitCodes.misused }
  if (error instanceof AdminUnreachable) return unreachable(error)
  if (error instanceof Ailing) return { text: '', code: exitCodes.refused }
  if (error instanceof AdminRefusal || error instanceof NotConfirmed) {
    return { text: `gatehouse: ${error.message}\n`, code: exitCodes.refused }
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { text: `gatehouse: this is a mistake of ours, please report it:\n${trace}\n`, code: exitCodes.broken }
}

const problems = ({ problems: all }: ConfigError): string => {
  const title = all.length === 1 ? 'cannot start' : `cannot start, for ${all.length} reasons`
  const each = all.map(
    ({ key, source, reason, cure }) => `  ${key}  (${source})\n    ${sentence(reason)}\n    ${sentence(cure)}\n`,
  )
  return `gatehouse: ${title}\n\n${each.join('\n')}`
}

const unreachable = ({ kind, message }: AdminUnreachable): Explanation => {
  const cures = {
    absent: 'Start it with `gatehouse serve`, or name its data directory with --data-dir or GATEHOUSE_DATA_DIR.',
    forbidden: 'Run this as the user who runs the server.',
    broken: 'Is the server busy, or of another version? `gatehouse doctor` looks closer.',
  }
  return { text: `gatehouse: ${message}\n${cures[kind]}\n`, code: exitCodes.notRunning }
}

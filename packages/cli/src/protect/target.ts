/** What stands behind the gateway, as it was typed: a URL, a command behind `--`, or neither because a file says it. */
import { nearest } from '@gatehouse/protocol/nearest'
import { Misuse } from '../explain.ts'

export interface Typed {
  /** Before `--`: what no option took. */
  readonly operands: readonly string[]
  /** Behind `--`; undefined: there was none. */
  readonly command: readonly string[] | undefined
}

export type Target = { readonly url: string } | { readonly command: readonly [string, ...string[]] } | undefined

/** `args`: everything that is no option, from the parser; `words`: the whole command line. */
export const typedIn = (args: readonly string[], words: readonly string[]): Typed => {
  const at = words.indexOf('--')
  if (at < 0) return { operands: args, command: undefined }
  const command = words.slice(at + 1)
  const before = args.slice(0, args.length - command.length)
  // Behind an option that it does not know, the parser hands over the dashes, too.
  return { operands: before.filter((word) => word !== '--'), command }
}

/** Throws Misuse. `flags`: all that there are. */
export const targetOf = ({ operands, command }: Typed, flags: readonly string[]): Target => {
  const [first, ...rest] = operands
  if (first !== undefined && !first.startsWith('-') && !isUrl(first)) throw noUrl(first, operands, command)
  const unknown = operands.find((word) => word.startsWith('-'))
  if (unknown !== undefined) throw unknownOption(unknown, flags)
  if (command === undefined) {
    if (rest.length > 0) throw new Misuse(`one URL at a time: several servers stand in a file, for --servers <file>`)
    return first === undefined ? undefined : { url: first }
  }
  const [program, ...argv] = command
  if (program === undefined) throw new Misuse(`there is no command behind --: ${example}`)
  if (first !== undefined) throw new Misuse(`a URL or a command, not both: ${first} and ${program} are two servers`)
  return { command: [program, ...argv] }
}

const example = 'write for example gatehouse protect -- npx -y @modelcontextprotocol/server-filesystem ./folder'

const isUrl = (word: string): boolean => /^https?:\/\/[^\s/]/i.test(word) && URL.canParse(word)

const noUrl = (first: string, operands: readonly string[], command: readonly string[] | undefined): Misuse => {
  if (command !== undefined || /^\w+:|\/\/|^localhost|^[\d.]+:/.test(first)) {
    const guess = /^(localhost|[\w.-]+\.\w+|[\d.]+)(:\d+)?(\/|$)/.test(first)
      ? `http://${first}`
      : 'http://localhost:3000/mcp'
    return new Misuse(`${first} is no http or https URL: write for example ${guess}`)
  }
  return new Misuse(
    `a command stands behind --, so that its options are its own:\n  gatehouse protect -- ${operands.join(' ')}`,
  )
}

const unknownOption = (flag: string, flags: readonly string[]): Misuse => {
  const guess = nearest(flag, flags)
  return new Misuse(
    `unknown option '${flag}'\n${guess ? `(Did you mean ${guess}?)\n` : ''}Add --help to see what there is.`,
  )
}

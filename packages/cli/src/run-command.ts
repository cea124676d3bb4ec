/** Lets a command work, and says in one voice what went wrong. */
import { CommanderError, type Command } from 'commander'
import { exitCodes } from './exit-codes.ts'
import { explain } from './explain.ts'
import type { World } from './world.ts'

/** The exit code. */
export const runCommand = async (command: Command, words: readonly string[], world: World): Promise<number> => {
  try {
    await inOurVoice(command, world).parseAsync(words, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.misused
    const { text, code } = explain(error)
    world.complain(text)
    return code
  }
}

/** For the command and everything below it. */
const inOurVoice = (command: Command, world: World): Command => {
  for (const inner of command.commands) inOurVoice(inner, world)
  return command
    .exitOverride()
    .showHelpAfterError('Add --help to see what there is.')
    .configureOutput({
      writeOut: world.say,
      writeErr: world.complain,
      outputError: (text, write) => write(text.replace(/^error: /, 'gatehouse: ')),
    })
}

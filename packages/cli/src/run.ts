/** Words in, exit code out: finds the command among all of them. */
import { Command } from 'commander'
import { allCommands } from './commands/index.ts'
import { runCommand } from './run-command.ts'
import { version } from './version.ts'
import type { World } from './world.ts'

export const run = async (words: readonly string[], world: World): Promise<number> => {
  const program = new Command('gatehouse')
    .description('The OAuth layer for MCP: an authorization server and what its operator needs.')
    .version(version, '-V, --version')
    .helpCommand(false)
  for (const command of allCommands(world, words)) program.addCommand(command)
  return runCommand(program, words, world)
}

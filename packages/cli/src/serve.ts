/** `serve` for a composition root: the same command, with MCP servers of its own in the same process. `examples/files` is one. */
import { serve as serveCommand, type Brought } from './commands/serve.ts'
import { processWorld } from './process-world.ts'
import { runCommand } from './run-command.ts'

export type { MountContext, MountDefinition } from '@gatehouse/server/start/mounts'

export interface ServeOptions extends Brought {
  /** `process.argv.slice(2)` */
  readonly argv: readonly string[]
  /** `process.env` */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Ends the process when it is told to stop, or when it cannot start: what a mount still holds open does not keep it. */
export const serve = async ({ argv, env, ...brought }: ServeOptions): Promise<never> => {
  const world = processWorld(env)
  process.exit(await runCommand(serveCommand(world, brought), argv, world))
}

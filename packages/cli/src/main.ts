/** The one place where the command meets its process: arguments and environment go in, an exit code comes out. */
import { processWorld } from './process-world.ts'
import { run } from './run.ts'

export const main = async (): Promise<void> => {
  process.exitCode = await run(process.argv.slice(2), processWorld(process.env))
}

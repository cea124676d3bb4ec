/** The world of this process: its streams, with the environment that it is told. */
import type { World } from './world.ts'

export const processWorld = (environment: World['environment']): World => ({
  environment,
  workingDirectory: process.cwd(),
  input: process.stdin,
  say: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  hasColours: process.stdout.isTTY && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb',
  isWatched: process.stderr.isTTY,
})

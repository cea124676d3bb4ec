/** The world of this process: its streams, with the environment that it is told. */
import type { World } from './world.ts'

export const processWorld = (environment: World['environment']): World => {
  const readersLeft = new AbortController()
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    // `gatehouse users list | head -1` is no mistake, and a server lives on without whoever read its greeting.
    readersLeft.abort()
  })
  return {
    environment,
    workingDirectory: process.cwd(),
    input: process.stdin,
    say: (text) => void process.stdout.write(text),
    complain: (text) => void process.stderr.write(text),
    nobodyReads: readersLeft.signal,
    hasColours: process.stdout.isTTY && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb',
    isWatched: process.stderr.isTTY,
  }
}

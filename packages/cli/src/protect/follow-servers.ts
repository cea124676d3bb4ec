/** A gateway follows the file that declares its servers, until the returned function is called. */
import type { Gateway } from '@gatehouse/gateway'
import type { Log } from '../start/open-log.ts'
import type { World } from '../world.ts'
import type { DeclaringFile } from './declared.ts'
import { followFile } from './follow-file.ts'
import { watchForChanges } from './watch-file.ts'

export const followServers = (
  { path, read }: DeclaringFile,
  { apply, servers }: Gateway,
  { log, isWatched }: { readonly log: Log } & Pick<World, 'isWatched'>,
): (() => void) => {
  const names = () => servers().map(({ definition: { name } }) => name)
  const look = followFile({ path, read, apply, names, log })
  const unwatch = watchForChanges(path, look)
  // On a terminal a hang-up means that its window was closed, and ends the process as ever.
  if (!isWatched) process.on('SIGHUP', look)
  return () => {
    unwatch()
    process.off('SIGHUP', look)
  }
}

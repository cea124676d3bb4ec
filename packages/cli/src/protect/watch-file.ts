/** Tells when a file may have changed, however it is written: in place, replaced by an editor, or behind a symbolic link that was turned. */
import { unwatchFile, watchFile } from 'node:fs'

/** In milliseconds: how often the file is looked at. */
const pause = 500

/** Looks at the file instead of listening to its folder: that works on every file system. Returns what ends it. */
export const watchForChanges = (path: string, changed: () => void): (() => void) => {
  const look = (): void => changed()
  watchFile(path, { interval: pause, persistent: false }, look)
  return () => unwatchFile(path, look)
}

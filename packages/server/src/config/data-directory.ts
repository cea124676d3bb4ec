/** Where this user's programs keep their data, by the custom of each system. XDG Base Directory Specification */
import { posix, win32 } from 'node:path'

export const usualDataDirectory = (
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string => {
  if (platform === 'win32') {
    return win32.join(environment['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'Gatehouse')
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Gatehouse')
  const data = environment['XDG_DATA_HOME'] ?? ''
  // A relative path in it must be ignored, says the specification.
  return posix.join(posix.isAbsolute(data) ? data : posix.join(home, '.local', 'share'), 'gatehouse')
}

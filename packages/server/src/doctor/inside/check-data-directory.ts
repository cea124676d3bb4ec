/** Can this user use the data directory, and can nobody else change what is in it? The files themselves are 0600. */
import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { fail, fine, type Check, type Finding } from '../finding.ts'

const check: Check = 'data directory'

export const checkDataDirectory = async (path: string): Promise<Finding> => {
  const why = 'The database and the keys live there'
  const cure = 'Give the folder to the user who runs Gatehouse, or name another with --data-dir or GATEHOUSE_DATA_DIR'
  try {
    const found = await stat(path)
    if (!found.isDirectory())
      return fail(check, {
        says: `${path} is a file`,
        why,
        cure: 'Name a folder with --data-dir or GATEHOUSE_DATA_DIR',
      })
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
    if (process.platform !== 'win32' && (found.mode & 0o022) !== 0) {
      return fail(check, {
        says: `other users of this machine can write into ${path}`,
        why: 'They could put keys of their own there, or a socket that looks like the server',
        cure: `Run \`chmod 700 ${path}\``,
      })
    }
    return fine(check, path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    if (code === 'ENOENT') return fine(check, `${path} is not there yet: the first start makes it`)
    return fail(check, { says: `this user cannot read and write ${path} (${code})`, why, cure })
  }
}

/** The admin API's door: a Unix socket that only the owner of the data directory can open. One server a data directory. */
import { unlink } from 'node:fs/promises'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { adminSocketPath } from '@gatehouse/admin-api'
import { ConfigError } from '../config/config-error.ts'

/** macOS takes 103 bytes, Linux 107. */
const longestPath = 103

/** Throws ConfigError when another process serves this data directory. */
export const listenOnSocket = async (server: Server, dataDirectory: string): Promise<void> => {
  const path = adminSocketPath(dataDirectory)
  if (Buffer.byteLength(path) > longestPath) {
    throw problem(
      dataDirectory,
      `the path of its socket is longer than ${longestPath} bytes`,
      'Choose a shorter dataDir',
    )
  }
  const first = await bind(server, path)
  if (first === undefined) return
  if (first.code !== 'EADDRINUSE') throw noSocket(dataDirectory, first)
  if (await answers(path))
    throw problem(
      dataDirectory,
      'Gatehouse is already running on it',
      'Stop the other process, or choose another dataDir',
    )
  // Left behind by a process that died.
  await unlink(path)
  const second = await bind(server, path)
  if (second) throw noSocket(dataDirectory, second)
}

const bind = (server: Server, path: string): Promise<NodeJS.ErrnoException | undefined> =>
  new Promise((resolve) => {
    server.once('error', resolve)
    // Node binds within this call: the socket is never there with another mode.
    const before = process.umask(0o177)
    server.listen(path, () => {
      server.removeListener('error', resolve)
      resolve(undefined)
    })
    process.umask(before)
  })

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path)
    const tell = (isAlive: boolean) => () => {
      socket.destroy()
      resolve(isAlive)
    }
    socket.once('connect', tell(true))
    socket.once('error', tell(false))
  })

const noSocket = (dataDirectory: string, { code = 'no code' }: NodeJS.ErrnoException): ConfigError =>
  problem(dataDirectory, `no socket can be made in it (${code})`, 'Choose a folder on a disk of this machine')

const problem = (dataDirectory: string, reason: string, cure: string): ConfigError =>
  new ConfigError([{ key: 'dataDir', source: dataDirectory, reason, cure }])

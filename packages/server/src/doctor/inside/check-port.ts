/** Is the port free for a start, or taken by the server that runs, or by somebody else? */
import { connect } from 'node:net'
import type { Config } from '../../config/load.ts'
import { fail, fine, type Finding } from '../finding.ts'

export const checkPort = async (
  { host, port }: Pick<Config, 'host' | 'port'>,
  isRunning: boolean,
): Promise<Finding> => {
  if (port === 0) return fine('port', 'a free one is taken at each start')
  const isOpen = await listens(host === '0.0.0.0' || host === '::' ? 'localhost' : host, port)
  if (isOpen === isRunning) return fine('port', isRunning ? `${host}:${port} answers` : `${host}:${port} is free`)
  if (isOpen) {
    const cure = `Stop that program, or take another port: --port ${port + 1}, or PORT=${port + 1}`
    return fail('port', { says: `another program listens on ${host}:${port}`, why: 'The server does not start', cure })
  }
  const cure = 'Run the doctor with the configuration of the server, or restart the server'
  const says = `the server runs, but nothing listens on ${host}:${port}`
  return fail('port', { says, why: 'It listens elsewhere, as a configuration says that is not this one', cure })
}

const listens = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2000 })
    const tell = (isOpen: boolean) => () => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', tell(true))
    socket.once('error', tell(false))
    socket.once('timeout', tell(false))
  })

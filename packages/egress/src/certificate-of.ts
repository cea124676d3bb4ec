/** The certificate that a host of the operator shows, to say in time when it ends. Nothing is sent; whether it can be believed, a real request says. */
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'

export interface Certificate {
  readonly validTo: Date
}

/** undefined: nothing there shows one in time. */
export const certificateOf = (url: string, timeoutMs: number): Promise<Certificate | undefined> => {
  const { hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  return new Promise((resolve) => {
    const named = isIP(host) === 0 ? { servername: host } : {}
    // One that has expired or that nobody vouches for must still be readable.
    const socket = connect({ host, port: port === '' ? 443 : Number(port), rejectUnauthorized: false, ...named })
    const tell = (found: Certificate | undefined): void => {
      socket.destroy()
      resolve(found)
    }
    socket.setTimeout(timeoutMs, () => tell(undefined))
    socket.once('error', () => tell(undefined))
    socket.once('secureConnect', () => tell(shownBy(socket)))
  })
}

const shownBy = (socket: TLSSocket): Certificate | undefined => {
  const validTo = socket.getPeerX509Certificate()?.validTo
  return validTo === undefined ? undefined : { validTo: new Date(validTo) }
}

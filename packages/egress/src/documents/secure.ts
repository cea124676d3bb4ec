/** TLS over a connection: the certificate must be for the name, whatever the address and whatever the environment says. RFC 9525 */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { connect, createSecureContext, getCACertificates, type SecureContext, type TLSSocket } from 'node:tls'
import { NotFetched, systemCode } from './not-fetched.ts'
import type { Target } from './read-target.ts'

export type Secure = (socket: Socket, target: Target, signal: AbortSignal) => Promise<TLSSocket>

/** `privateAuthority` (PEM) is believed beside the usual authorities, and only about hosts that the operator named. */
export const createSecure = (privateAuthority: string | undefined): Secure => {
  const inPrivate = privateAuthority === undefined ? undefined : trusting(privateAuthority)
  return async (socket, { name, isPrivate }, signal) => {
    const secureContext = isPrivate ? inPrivate : undefined
    const secured = connect({
      socket,
      servername: name,
      // Said, because NODE_TLS_REJECT_UNAUTHORIZED is asked otherwise.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      ...(secureContext && { secureContext }),
    })
    secured.on('error', () => undefined)
    try {
      await once(secured, 'secureConnect', { signal })
      return secured
    } catch (error) {
      secured.destroy()
      signal.throwIfAborted()
      throw new NotFetched('tls', `${name}: ${systemCode(error)}`, error)
    }
  }
}

const trusting = (authority: string): SecureContext =>
  createSecureContext({ ca: [...getCACertificates('default'), authority], minVersion: 'TLSv1.2' })

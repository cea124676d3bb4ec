/** The egress-proxy mode: every connection is a tunnel through the operator's proxy, which resolves the name and decides. RFC 9110 §9.3.6 */
import { request as requestInClear, type ClientRequest } from 'node:http'
import { request as requestOverTls } from 'node:https'
import { isIP, type Socket } from 'node:net'
import type { Dial } from './dial.ts'
import { NotFetched, systemCode } from './not-fetched.ts'

/** `proxy`: an http or https URL; user and password in it are for the proxy. The variables that other programs read say nothing here. */
export const dialThroughProxy = (proxy: string): Dial => {
  const { protocol, hostname, port, username, password } = new URL(proxy)
  const request = protocol === 'https:' ? requestOverTls : requestInClear
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  const host = hostname.replace(/^\[|\]$/g, '')
  const own = {
    host,
    // Said, because Node would take it from the Host field, which names the target.
    servername: isIP(host) === 0 ? host : '',
    port: port || (protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    agent: false,
    rejectUnauthorized: true,
  } as const
  const authorization = username === '' ? {} : { 'Proxy-Authorization': `Basic ${credentials}` }
  return async (target, signal) => {
    const path = `${target.name}:${target.port}`
    try {
      const { status, socket } = await tunnelOf(
        request({ ...own, path, headers: { Host: path, ...authorization }, signal }),
      )
      if (status === 200) return socket
      socket.destroy()
      throw new NotFetched('proxy', `the proxy answers with status ${status}`)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof NotFetched) throw error
      throw new NotFetched('proxy', `the proxy: ${systemCode(error)}`, error)
    }
  }
}

interface Tunnel {
  readonly status: number | undefined
  readonly socket: Socket
}

/** Node hands the connection over with the answer, whatever its status. */
const tunnelOf = (asking: ClientRequest): Promise<Tunnel> =>
  new Promise((resolve, reject) => {
    asking.on('connect', ({ statusCode: status }, socket) => {
      resolve({ status, socket: socket.on('error', () => undefined) })
    })
    asking.on('error', reject).end()
  })

/** An http or https URL of nothing but a host; user and password in it can be read. */
export const isProxyUrl = (text: string): boolean => {
  try {
    const { protocol, pathname, search, hash, username, password } = new URL(text)
    decodeURIComponent(`${username}:${password}`)
    return /^https?:$/.test(protocol) && pathname === '/' && `${search}${hash}` === ''
  } catch {
    return false
  }
}

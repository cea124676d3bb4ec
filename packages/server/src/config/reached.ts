/** Under which names the server is reached, and whether it speaks https itself: a part of the schema. */
import { listOf, path, text } from './kinds.ts'
import { option, optional } from './option.ts'

const hostName = text('host', /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/i, 'is no host name: leave out scheme, port and path')

export const allowedHosts = option(listOf(hostName), {
  title:
    'Names under which a reverse proxy asks for MCP servers behind the gateway (what it sends as `Host`), besides the host of `publicUrl` and `localhost`. Others are refused, so that no page can pass itself off as this server (DNS rebinding).',
  fallback: [],
  example: ['gate.internal'],
})

export const tls = {
  cert: optional(path, {
    title:
      'A PEM file with the certificate and those that vouch for it: the server then speaks https itself. Read again when it changes.',
    absent: 'plain http: a proxy speaks TLS, or only this computer asks',
    example: '/etc/gatehouse/tls/fullchain.pem',
  }),
  key: optional(path, {
    title: 'Its private key, a PEM file without a passphrase.',
    absent: 'plain http',
    example: '/etc/gatehouse/tls/privkey.pem',
  }),
} as const

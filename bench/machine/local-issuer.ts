/** An authorization server that is only a key and its metadata, in the process of the command; and tokens that its guards accept. */
import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LocalIssuer {
  readonly issuer: string
  /** Good for an hour, each with another `jti`. */
  readonly token: (about: About) => string
  readonly close: () => void
}

interface About {
  readonly resource: string
  readonly scope: string
  readonly typ?: string
}

let minted = 0

export const startIssuer = async (): Promise<LocalIssuer> => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwks = JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256', use: 'sig' }],
  })
  const server = createServer((request, response) => {
    const metadata = JSON.stringify({ issuer, jwks_uri: `${issuer}/jwks`, response_types_supported: ['code'] })
    const isPem = request.url === '/pem'
    response.setHeader('Content-Type', isPem ? 'text/plain' : 'application/json')
    response.end(isPem ? publicKey.export({ format: 'pem', type: 'spki' }) : request.url === '/jwks' ? jwks : metadata)
  }).listen(0, 'localhost')
  await once(server, 'listening')
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const now = Math.floor(Date.now() / 1000)
  return {
    issuer,
    close: () => server.close(),
    token({ resource, scope, typ = 'at+jwt' }) {
      minted += 1
      const times = { iat: now, nbf: now, exp: now + 3600 }
      const names = {
        iss: issuer,
        sub: 'usr_1',
        aud: resource,
        client_id: 'app',
        jti: `jti_${minted}`,
        grant_id: 'grt_1',
      }
      const text = `${encoded({ alg: 'ES256', typ, kid: 'k' })}.${encoded({ ...names, ...times, scope })}`
      const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return `${text}.${signature.toString('base64url')}`
    },
  }
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Stands in for the authorization server: metadata, keys, and tokens for whoever asks. An example needs no more; a program of yours has a real one. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SignJWT, exportJWK, generateKeyPair } from 'jose'

export interface StandInIssuer {
  readonly url: string
  token(resource: string, scope: string): Promise<string>
  close(): void
}

export const startIssuer = async (): Promise<StandInIssuer> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const key = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }
  const server = createServer((request, response) => {
    const document = request.url === '/jwks' ? { keys: [key] } : { issuer: url, jwks_uri: `${url}/jwks` }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    token: (resource, scope) =>
      new SignJWT({ client_id: 'example', scope, jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })
        .setIssuer(url)
        .setAudience(resource)
        .setSubject('alice')
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The example with a small issuer of its own: real keys, real tokens, no network. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT, exportJWK, generateKeyPair } from 'jose'
import { mountFiles } from '../src/mount.ts'

export const issuer = 'http://localhost:4646'
export const resource = 'http://localhost:4646/mcp/files'

export const smallWorld = async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }
  const dataDirectory = mkdtempSync(join(tmpdir(), 'files-'))
  const ended = new Set<string>()
  const events: string[] = []
  const serve = mountFiles({
    issuer,
    resource,
    fetch: async (url) =>
      Response.json(url === `${issuer}/jwks` ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/jwks` }),
    hasEnded: async ({ grantId = '' }) => ended.has(grantId),
    dataDirectory,
    log: {
      info: (event, facts) => events.push(`${event} ${JSON.stringify(facts)}`),
      error: (event, facts) => events.push(`${event} ${JSON.stringify(facts)}`),
    },
  })
  const now = Math.floor(Date.now() / 1000)
  const token = (scope: string, sub = 'usr_alice', clientId = 'cli_app') =>
    new SignJWT({
      iss: issuer,
      sub,
      aud: resource,
      client_id: clientId,
      scope,
      iat: now,
      exp: now + 600,
      jti: `jti_${sub}_${scope}`,
      grant_id: `grt_${sub}`,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })
      .sign(privateKey)
  const clear = () => rmSync(dataDirectory, { recursive: true, force: true })
  return { serve, token, dataDirectory, ended, events, clear }
}

export type World = Awaited<ReturnType<typeof smallWorld>>

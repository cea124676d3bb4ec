/** A guarded server on one framework, the issuer it believes, and a clock: what every part of the suite starts from. */
import { afterEach, expect } from 'vitest'
import type { GuardOptions } from '../../src/index.ts'
import { createSigner, goodClaims, issuer, localIssuer, resource, sign, start } from '../local-issuer.ts'
import { type Adapter, type Sent, type Wishes, endpoint, seenBehind } from './adapter.ts'

const onHost = '/.well-known/oauth-protected-resource/mcp'
const below = '/mcp/.well-known/oauth-protected-resource'

/** Everything that is opened is closed after the test. */
export const worldsOn = (adapter: Adapter) => {
  const closers: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const close of closers.splice(0)) await close()
  })

  return async (options: Partial<GuardOptions> = {}, wishes: Wishes = {}) => {
    const signer = await createSigner()
    const authority = localIssuer([signer.jwk])
    const clock = { now: start + 10 }
    const opened = await adapter.open(
      { resource, issuer, scopes: ['notes:read'], fetch: authority.fetch, now: () => clock.now, ...options },
      wishes,
    )
    closers.push(() => opened.close())
    const metadataPath = adapter.stand === 'host' ? onHost : below
    return {
      signer,
      authority,
      clock,
      handled: opened.handled,
      call: opened.call,
      ask: opened.ask,
      metadataPath,
      metadataUrl: `https://notes.example${metadataPath}`,
      token: (claims?: Record<string, unknown>, header?: Record<string, unknown>) =>
        sign(signer, goodClaims(claims), header),
      callWith: (token: string, sent: Sent = {}) =>
        opened.call({ target: endpoint, ...sent, headers: { authorization: `Bearer ${token}`, ...sent.headers } }),
    }
  }
}

/** What of a refusal the cases speak about. */
export const verdict = (response: Response) => {
  const challenge = response.headers.get('www-authenticate') ?? ''
  return {
    status: response.status,
    error: /error="([a-z_]+)"/.exec(challenge)?.[1],
    pointsHome: challenge.includes(`resource_metadata="https://notes.example${onHost}"`) || challenge.includes(below),
    seenBehind: seenBehind(response),
  }
}

export const refused = { status: 401, error: 'invalid_token', pointsHome: true }

export const scopeOf = (response: Response): string | undefined =>
  /scope="([^"]*)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1]

/** The guard let it pass, and the server behind saw this person; what that server thought of the request is its own business. */
export const expectAdmitted = (response: Response, subject = 'usr_alice'): void => {
  expect([seenBehind(response), response.headers.get('www-authenticate')]).toEqual([subject, null])
}

/** A part of a compact JWS. */
export const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** An authorization server that is only a key and its metadata: what a guard needs of it, and good tokens. */
import type { GuardOptions } from '@gatehouse/guard'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const issuer = 'https://auth.example'

export interface Who {
  readonly subject?: string
  readonly client?: string
  readonly scopes?: readonly string[]
  /** Of the server. */
  readonly name: string
}

export interface Authority {
  readonly guard: Pick<GuardOptions, 'issuer' | 'checkAtStart' | 'isOnlyResource' | 'revocation'> &
    Required<Pick<GuardOptions, 'fetch'>>
  readonly token: (who: Who, audience: string) => Promise<string>
}

const everyScope = (name: string): readonly string[] => [`${name}:read`, `${name}:write`, `${name}:admin`]

/** `issuer`: what it calls itself. */
export const openAuthority = async (own: string = issuer): Promise<Authority> => {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] }
  const metadata = { issuer: own, jwks_uri: `${own}/jwks`, authorization_endpoint: `${own}/authorize` }
  return {
    guard: {
      issuer: own,
      checkAtStart: false,
      isOnlyResource: false,
      revocation: { hasEnded: async () => false },
      fetch: async (url) => Response.json(url.endsWith('/jwks') ? jwks : metadata),
    },
    token: ({ subject = 'alice', client = 'client-1', scopes, name }, audience) =>
      new SignJWT({ client_id: client, scope: (scopes ?? everyScope(name)).join(' '), jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'k1' })
        .setIssuer(own)
        .setSubject(subject)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
  }
}

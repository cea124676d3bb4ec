/** A small authorization server of our own for the guard's tests: real keys, real signatures, metadata and JWKS behind an injected fetch. */
import { type CryptoKey, type JWK, SignJWT, exportJWK, generateKeyPair } from 'jose'
import { type GuardOptions, createGuard } from '../src/index.ts'

export const issuer = 'https://auth.example'
export const resource = 'https://notes.example/mcp'
export const start = 1_800_000_000

export interface Signer {
  readonly kid: string
  readonly alg: string
  readonly privateKey: CryptoKey
  readonly jwk: JWK
}

export const createSigner = async (kid = 'k1', alg = 'ES256'): Promise<Signer> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

/** The claims of a good token; a member set to `undefined` is left out. */
export const goodClaims = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  iss: issuer,
  sub: 'usr_alice',
  aud: resource,
  client_id: 'cli_app',
  scope: 'notes:read',
  iat: start,
  nbf: start,
  exp: start + 3600,
  jti: 'jti_1',
  grant_id: 'grt_1',
  ...changes,
})

export const sign = (
  signer: Signer,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: signer.alg, kid: signer.kid, typ: 'at+jwt', ...header })
    .sign(signer.privateKey)

export const localIssuer = (keys: readonly JWK[]) => {
  const asked: string[] = []
  const metadata: Record<string, unknown> = { issuer, jwks_uri: `${issuer}/jwks` }
  const documents = new Map<string, () => Response | Promise<Response>>([
    [`${issuer}/.well-known/oauth-authorization-server`, () => Response.json(metadata)],
    [`${issuer}/jwks`, () => Response.json({ keys: published })],
  ])
  let published = keys
  return {
    asked,
    metadata,
    publish(next: readonly JWK[]) {
      published = next
    },
    /** Replaces what the issuer answers there. */
    answer(path: string, respond: () => Response | Promise<Response>) {
      documents.set(`${issuer}${path}`, respond)
    },
    jwksFetches: () => asked.filter((url) => url.endsWith('/jwks')).length,
    fetch: async (url: string): Promise<Response> => {
      asked.push(url)
      return (await documents.get(url)?.()) ?? new Response(null, { status: 404 })
    },
  }
}

type Sent = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> }

/** A guard before a handler that says who called and counts; everything may be changed by `options`. */
export const smallWorld = async (options: Partial<GuardOptions> = {}) => {
  const signer = await createSigner()
  const authority = localIssuer([signer.jwk])
  const clock = { now: start + 10 }
  const guard = createGuard({
    resource,
    issuer,
    scopes: ['notes:read'],
    fetch: authority.fetch,
    now: () => clock.now,
    ...options,
  })
  const handled: string[] = []

  const call = (request: Request): Promise<Response> =>
    guard.handle(request, ({ caller }) => {
      handled.push(caller?.subject ?? 'nobody')
      return Response.json({ subject: caller?.subject ?? 'nobody' })
    })

  return {
    signer,
    authority,
    clock,
    guard,
    handled,
    call,
    token: (claims?: Record<string, unknown>, header?: Record<string, unknown>) =>
      sign(signer, goodClaims(claims), header),
    callWith: (token: string, init: Sent = {}) =>
      call(
        new Request(resource, {
          method: 'POST',
          ...init,
          headers: { authorization: `Bearer ${token}`, ...init.headers },
        }),
      ),
  }
}

/** What of a refusal the cases speak about. */
export const verdict = async (response: Response) => ({
  status: response.status,
  error: /error="([a-z_]+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1],
  pointsHome: (response.headers.get('www-authenticate') ?? '').includes(
    'resource_metadata="https://notes.example/.well-known/oauth-protected-resource/mcp"',
  ),
})

export const refused = { status: 401, error: 'invalid_token', pointsHome: true }

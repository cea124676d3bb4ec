/** A guard that asks about its tokens, and an issuer whose answers the test writes. */
import type { GuardOptions, IntrospectionOptions, IssuerOptions } from '../src/index.ts'
import { createSigner, issuer, localIssuer, resource, smallWorld, start } from './local-issuer.ts'

type Json = Record<string, unknown>

export const unavailable = { status: 503, error: undefined, pointsHome: false }

export const formOf = (init: RequestInit | undefined): URLSearchParams =>
  new URLSearchParams(typeof init?.body === 'string' ? init.body : '')

export interface Asked {
  readonly url: string
  readonly form: URLSearchParams
  readonly headers: Headers
  readonly redirect: string | undefined
}

export const credentials = { clientId: 'notes server', clientSecret: 's:e+c r' }

export const askingWorld = async (
  changes: Partial<IssuerOptions> = {},
  introspection: Partial<IntrospectionOptions> = {},
) => {
  const signer = await createSigner()
  const authority = localIssuer([signer.jwk])
  authority.metadata['introspection_endpoint'] = `${issuer}/introspect`
  const asked: Asked[] = []
  let answer: (token: string) => Response | Promise<Response> = () => Response.json(good())
  const fetch: GuardOptions['fetch'] = async (url, init) => {
    if (!url.includes('/introspect')) return authority.fetch(url)
    const form = formOf(init)
    asked.push({ url, form, headers: new Headers(init?.headers), redirect: init?.redirect })
    return await answer(form.get('token') ?? '')
  }
  const options = { url: issuer, introspection: { ...credentials, ...introspection }, ...changes }
  const world = await smallWorld({ issuer: options, fetch })
  return {
    ...world,
    authority,
    signer,
    asked,
    answer: (next: typeof answer) => void (answer = next),
    say: (json: unknown) => void (answer = () => Response.json(json)),
    status: async (token = 'opaque') => (await world.callWith(token)).status,
  }
}

export const good = (changes: Json = {}): Json => ({
  active: true,
  iss: issuer,
  sub: 'alice',
  client_id: 'app',
  scope: 'notes:read',
  aud: resource,
  exp: start + 3600,
  token_type: 'Bearer',
  ...changes,
})

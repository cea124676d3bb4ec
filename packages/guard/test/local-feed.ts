/** The revocation feed of the local issuer: signed by its key, as a document or a stream; may be told to misbehave. */
import { createHash } from 'node:crypto'
import { type CryptoKey, SignJWT } from 'jose'
import type { GuardOptions } from '../src/index.ts'
import { issuer, resource, smallWorld } from './local-issuer.ts'

type Fetch = NonNullable<GuardOptions['fetch']>

export const hashOf = (name: string): string => createHash('sha256').update(name).digest('base64url')

interface Changes {
  readonly claims?: Record<string, unknown>
  readonly header?: Record<string, unknown>
  readonly key?: CryptoKey
}

export const worldWithFeed = async (options: Partial<GuardOptions> = {}) => {
  const asked: { readonly url: string; readonly etag: string | null; readonly isStream: boolean }[] = []
  const ended = new Set<string>()
  let respond: ((init: RequestInit) => Response | Promise<Response>) | undefined
  const fetch: Fetch = async (url, init = {}) => {
    if (!url.startsWith(`${issuer}/revocations`)) return world.authority.fetch(url)
    const headers = new Headers(init.headers)
    const isStream = headers.get('accept') === 'text/event-stream'
    asked.push({ url, etag: headers.get('if-none-match'), isStream })
    if (respond) return respond(init)
    const etag = `W/"${[...ended].join()}"`
    if (headers.get('if-none-match') === etag) return new Response(null, { status: 304 })
    return new Response(await sign(), { headers: { etag } })
  }
  const world = await smallWorld({ fetch, ...options })
  world.authority.metadata['gatehouse_revocations_endpoint'] = `${issuer}/revocations`
  const sign = ({ claims = {}, header = {}, key = world.signer.privateKey }: Changes = {}): Promise<string> =>
    new SignJWT({
      iss: issuer,
      aud: resource,
      iat: world.clock.now,
      complete: true,
      ended: [...ended].map(hashOf),
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'gatehouse-revocations+jwt', ...header })
      .sign(key)
  return {
    ...world,
    asked,
    /** Grant ids and jtis. */
    ended,
    sign,
    /** Instead of the honest answer; undefined: honest again. */
    answer(instead: typeof respond) {
      respond = instead
    },
    status: async (token: string): Promise<number> => (await world.callWith(token)).status,
  }
}

/** An event stream that the test writes. */
export const scriptedStream = () => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  let isCancelled = false
  const body = new ReadableStream<Uint8Array>({
    start: (opened) => void (controller = opened),
    cancel: () => void (isCancelled = true),
  })
  return {
    response: () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    write: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
    tell: (jwt: string) => controller?.enqueue(new TextEncoder().encode(`data: ${jwt}\n\n`)),
    end: () => controller?.close(),
    fail: () => controller?.error(new Error('the line broke')),
    isCancelled: () => isCancelled,
  }
}

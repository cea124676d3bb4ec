/** Asks an address that the operator configured: no redirects, capped in bytes and time. Addresses that strangers name do not go through here. */
import type { Response } from 'undici'
import { lookupPublic, refuseLiteral } from './addresses/lookup-public.ts'

export interface Caps {
  /** Of the body, decoded. */
  readonly maxBytes: number
  /** For everything together: look-up, connection, answer. */
  readonly timeoutMs: number
  /** For an address that a document named to which the operator's own led: then it must be a public one. */
  readonly onlyPublic?: boolean
}

/** Absent: a GET without anything. */
export interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
  /** Each `Set-Cookie` by itself: the map above keeps one of them. */
  readonly cookies: readonly string[]
  readonly text: string
}

/** Why there was no answer; `code` is the system's (`ECONNREFUSED`, `ENOTFOUND`, a TLS code) where it gave one. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly reason: 'unreachable' | 'tooSlow' | 'tooLarge'
  readonly code: string | undefined

  constructor(url: string, reason: NoAnswer['reason'], cause?: unknown) {
    super(`${url}: ${words[reason]}`, { cause })
    this.reason = reason
    this.code = codeOf(cause)
  }
}

const words = {
  unreachable: 'nobody answered',
  tooSlow: 'the answer took too long',
  tooLarge: 'the answer was too large',
} as const

/** A redirect is an answer like any other. Throws NoAnswer. */
export const fetchConfigured = async (
  url: string,
  { maxBytes, timeoutMs, onlyPublic = false }: Caps,
  { headers, ...asked }: Asked = {},
): Promise<Answer> => {
  // Loaded when somebody asks: most commands never do.
  const { Agent, fetch } = await import('undici')
  // An agent of its own: no pooled connection of another host is ever reused.
  const dispatcher = new Agent({ connect: { timeout: timeoutMs, ...(onlyPublic ? { lookup: lookupPublic } : {}) } })
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    if (onlyPublic) refuseLiteral(new URL(url).hostname)
    const response = await fetch(url, {
      dispatcher,
      redirect: 'manual',
      signal,
      ...asked,
      headers: { 'accept-encoding': 'identity', ...headers },
    })
    const text = await readCapped(response, maxBytes)
    if (text === undefined) throw new NoAnswer(url, 'tooLarge')
    return {
      status: response.status,
      headers: new Map(response.headers),
      cookies: response.headers.getSetCookie(),
      text,
    }
  } catch (error) {
    if (error instanceof NoAnswer) throw error
    throw new NoAnswer(url, signal.aborted ? 'tooSlow' : 'unreachable', error)
  } finally {
    await dispatcher.destroy()
  }
}

const readCapped = async ({ body }: Response, maxBytes: number): Promise<string | undefined> => {
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for await (const chunk of body ?? []) {
    const bytes: Uint8Array = chunk
    length += bytes.byteLength
    if (length > maxBytes) return undefined
    text += decoder.decode(bytes, { stream: true })
  }
  return text + decoder.decode()
}

/** undici wraps the system's error once or twice. */
const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return codeOf(error.cause)
}

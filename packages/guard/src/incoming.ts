/** A request as the guard sees it, whatever framework it came through: nothing is copied, and nothing is read before it is needed. */
import { readText } from './read-text.ts'

export interface Incoming {
  readonly method: string
  /** Path and query, or the whole URL, as sent. */
  readonly target: string
  /** `name` in small letters. Several fields of one name are joined by a comma, also those that a framework would hide. */
  readonly header: (name: string) => string | null
  /** The text of the body: `''` without one, `undefined` if it is longer than `limit` bytes. Throws if it breaks off or is no UTF-8. */
  readText(limit: number): Promise<string | undefined>
  /** The body as somebody before us has parsed it: then it is what everybody after us sees, too. */
  readonly parsed?: unknown
}

/** Where the request goes, whatever stands in its first line: two slashes at the beginning name no host. Never throws. RFC 9112 §3.2 */
export const placeOf = ({ target }: Incoming): URL =>
  URL.canParse(target) ? new URL(target) : new URL(`http://guard.invalid${target.startsWith('/') ? '' : '/'}${target}`)

/** Reads a copy of the body: the next handler finds it untouched. */
export const fromRequest = (request: Request): Incoming => ({
  method: request.method,
  target: request.url,
  header: (name) => request.headers.get(name),
  async readText(limit) {
    if (request.body === null) return ''
    if (request.bodyUsed) throw new BodyTaken()
    return await readText(request.clone().body, limit)
  },
})

/** A fault of whoever put the guard behind a reader of bodies, never of the caller. */
export class BodyTaken extends Error {
  override readonly name = 'BodyTaken'

  constructor() {
    super('the body was read before the guard could see it')
  }
}

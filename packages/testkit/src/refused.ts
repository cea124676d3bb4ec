/** An OAuth error as a client meets it. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly status: number
  readonly error: string
  readonly headers: Headers

  constructor(
    status: number,
    body: { readonly error?: unknown; readonly error_description?: unknown },
    headers: Headers,
  ) {
    super(`${status} ${String(body.error)}: ${String(body.error_description)}`)
    this.status = status
    this.error = String(body.error)
    this.headers = headers
  }
}

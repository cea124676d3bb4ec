/** An answer of the guard itself, as plain data: each adapter writes it in its framework's own way. */

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export const toResponse = ({ status, headers, body }: Answer): Response => new Response(body, { status, headers })

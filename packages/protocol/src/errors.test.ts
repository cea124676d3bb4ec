import { expect, it } from 'vitest'
import { OAuthError, oauthErrors, refuse, toErrorBody } from './errors.ts'
import { seconds } from './time.ts'

it('takes the status from the table', () => {
  for (const code of Object.keys(oauthErrors) as (keyof typeof oauthErrors)[]) {
    expect(refuse(code, 'why')).toMatchObject({ name: 'OAuthError', code, status: oauthErrors[code].status })
  }
  expect(refuse('invalid_client', 'why').status).toBe(401)
  expect(refuse('invalid_token', 'why').status).toBe(401)
  expect(refuse('insufficient_scope', 'why').status).toBe(403)
  expect(refuse('server_error', 'why').status).toBe(500)
  expect(refuse('temporarily_unavailable', 'why').status).toBe(503)
})

it('lets a rate limit say 429 and when to come back', () => {
  const error = refuse('temporarily_unavailable', 'too many requests', { status: 429, retryAfter: seconds(30) })
  expect(error).toBeInstanceOf(OAuthError)
  expect(error).toMatchObject({ status: 429, retryAfter: 30 })
})

it('keeps the cause for the log and out of the body', () => {
  const cause = new Error('database password is hunter2')
  const error = refuse('server_error', 'something broke', { cause, parameter: 'code' })
  expect(error.cause).toBe(cause)
  expect(error.parameter).toBe('code')
  expect(toErrorBody(error)).toEqual({ error: 'server_error', error_description: 'something broke' })
})

it('describes only in the characters of RFC 6749 §5.2, whatever a caller got quoted, and briefly', () => {
  const everything = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('')
  for (let start = 0; start < everything.length; start += 300) {
    expect(refuse('invalid_request', everything.slice(start, start + 300)).description).toMatch(
      /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/,
    )
  }
  expect(refuse('invalid_request', 'x'.repeat(1_000_000)).description).toHaveLength(400)
  expect(refuse('invalid_request', 'say "no"\r\nSet-Cookie: a').description).toBe("say 'no'??Set-Cookie: a")
})

import { expect, it } from 'vitest'
import { tokenResponseShape } from './token-response.ts'

it('reads any server’s answer, token_type in any case', () => {
  expect(
    tokenResponseShape.parse({
      access_token: 'a',
      token_type: 'bearer',
      expires_in: 3600,
      refresh_token: 'r',
      scope: 's',
      extra: 1,
    }),
  ).toEqual({
    access_token: 'a',
    token_type: 'Bearer',
    expires_in: 3600,
    refresh_token: 'r',
    scope: 's',
  })
  expect(tokenResponseShape.parse({ access_token: 'a', token_type: 'DPoP' })).toEqual({
    access_token: 'a',
    token_type: 'DPoP',
  })
})

it.each([
  null,
  [],
  {},
  { access_token: '', token_type: 'Bearer' },
  { access_token: 1, token_type: 'Bearer' },
  { access_token: 'a' },
  { access_token: 'a', token_type: 'Bearer', expires_in: -1 },
  { access_token: 'a', token_type: 'Bearer', expires_in: '3600' },
])('does not take %j for an answer', (body) => {
  expect(tokenResponseShape.safeParse(body).success).toBe(false)
})

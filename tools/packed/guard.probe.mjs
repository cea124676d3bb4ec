/** Runs beside the installed tarball, on the oldest Node it promises: the packed guard refuses, and says how to get in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGuard } from '@gatehouse/guard'

await test('the packed guard refuses a caller without a token and names its metadata', async () => {
  const guard = createGuard({
    resource: 'https://notes.example/mcp',
    issuer: 'https://auth.example',
    scopes: ['notes:read'],
  })
  const answer = await guard.handle(new Request('https://notes.example/mcp', { method: 'POST' }), () =>
    assert.fail('let in'),
  )
  assert.equal(answer.status, 401)
  assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer .*resource_metadata="https:\/\/notes\.example\//)
})

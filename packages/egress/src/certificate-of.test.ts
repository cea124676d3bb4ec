import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAuthority } from '@gatehouse/testkit/certificates'
import { expect, it } from 'vitest'
import { certificateOf } from './certificate-of.ts'

it('says when the certificate of a host ends, also one that nobody trusts or that is over', async () => {
  const until = new Date('2026-01-02T03:04:05Z')
  const server = createServer(createAuthority().issue({ names: ['localhost'], until })).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
  try {
    expect(await certificateOf(url, 2000)).toEqual({ validTo: until })
  } finally {
    server.close()
  }
  await once(server, 'close')
  expect(await certificateOf(url, 2000)).toBeUndefined()
})

/** The client against a real server on a real Unix socket. */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  AdminRefusal,
  AdminUnreachable,
  adminRoutes,
  adminSocketPath,
  createAdminClient,
  parametersIn,
} from './index.ts'

let folder = ''
let server: Server
let seen: { readonly line: string; readonly body: string }[] = []
let answer = { status: 200, body: '{}' }

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-admin-'))
  seen = []
  server = createServer((request, response) => {
    void text(request).then((body) => {
      seen.push({ line: `${request.method} ${request.url}`, body })
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(adminSocketPath(folder), resolve))
})
afterEach(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

const admin = () => createAdminClient(adminSocketPath(folder))

describe('the admin client', () => {
  it('puts path parameters into the path, encoded, and the rest into the body', async () => {
    answer = { status: 200, body: '{}' }
    await admin()('setPassword', { user: 'al/ice@example.com', password: 'a long one indeed' })
    expect(seen).toEqual([
      { line: 'PUT /api/users/al%2Fice%40example.com/password', body: '{"password":"a long one indeed"}' },
    ])
  })

  it('puts the rest of a GET into the query', async () => {
    answer = { status: 200, body: '{"rows":[]}' }
    expect(await admin()('listJournal', { limit: 10, before: 'jrn_1' })).toEqual({ rows: [] })
    expect(seen[0]?.line).toBe('GET /api/journal?limit=10&before=jrn_1')
  })

  it("says no in the server's own words", async () => {
    const body = { error: 'conflict', error_description: 'there is a user alice already', field: 'name' }
    answer = { status: 409, body: JSON.stringify(body) }
    const refusal: unknown = await admin()('removeUser', { user: 'alice' }).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(AdminRefusal)
    expect(refusal).toMatchObject({ code: 'conflict', field: 'name', message: 'there is a user alice already' })
  })

  it.each([
    [200, '{"users":[{"id":1}]}'],
    [200, '<html>'],
    [500, ''],
    [404, '{"message":"who are you?"}'],
  ])('does not believe an answer of another form (%i %s)', async (status, body) => {
    answer = { status, body }
    await expect(admin()('listUsers', {})).rejects.toMatchObject({ name: 'AdminUnreachable', kind: 'broken' })
  })

  it('tells a server that is not there from a broken one', async () => {
    const nobody = createAdminClient(join(folder, 'no.sock'))
    await expect(nobody('status', {})).rejects.toBeInstanceOf(AdminUnreachable)
    await expect(nobody('status', {})).rejects.toMatchObject({ kind: 'absent' })
  })
})

describe('the table of routes', () => {
  const all = Object.values(adminRoutes)

  it('names each method and path once', () => {
    const lines = all.map(({ method, path }) => `${method} ${path}`)
    expect(new Set(lines).size).toBe(lines.length)
  })

  it('takes every path parameter as a member of the input, and no member it does not know', () => {
    for (const { path, input } of all) {
      for (const name of parametersIn(path)) expect(Object.keys(input.shape)).toContain(name)
      expect(input.safeParse({ odd: 1 }).success).toBe(false)
    }
  })
})

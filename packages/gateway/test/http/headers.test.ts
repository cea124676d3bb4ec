/** Which headers cross the gateway: towards the upstream those of MCP and our own, towards the client those of MCP and ours. */
import { afterEach, describe, expect, it } from 'vitest'
import { callOf, type HttpWorld, openHttpWorld } from './http-world.ts'
import { answerAll, idOf, json, type Reply } from './spy-upstream.ts'

let world: HttpWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

const result = { jsonrpc: '2.0', id: 7, result: {} }

const answering =
  (headers: Readonly<Record<string, string>>, status = 200): Reply =>
  (_, outgoing) =>
    void outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(result))

/** What a spy saw, by names as they came. */
const namesSeen = ({ spy }: HttpWorld): readonly string[] =>
  (spy.seen[0]?.raw ?? []).filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())

describe('towards the upstream', () => {
  it("S1: the client's token and cookies do not pass", async () => {
    world = await openHttpWorld()
    const headers = { cookie: '__Host-session=secret', 'x-api-key': 'secret', 'proxy-authorization': 'Basic secret' }
    expect((await world.askRaw({ headers })).status).toBe(200)
    expect(namesSeen(world)).not.toEqual(expect.arrayContaining(['authorization']))
    expect(JSON.stringify(world.spy.seen)).not.toMatch(/secret|bearer|eyJ/i)
  })

  it('S1: without a token, or with a bad one, not one byte reaches it', async () => {
    world = await openHttpWorld()
    let connections = 0
    world.spy.server.on('connection', () => (connections += 1))
    for (const authorization of ['', 'Bearer wrong', 'Basic YTpi']) {
      for (const method of ['POST', 'GET', 'DELETE']) {
        expect((await world.ask({ method, headers: { authorization } })).status).toBe(401)
      }
    }
    expect(world.spy.seen).toEqual([])
    expect(connections).toBe(0)
  })

  it('S3: hop-by-hop headers, and those that Connection lists, end here', async () => {
    world = await openHttpWorld()
    const headers = {
      connection: 'close, Mcp-Param-Secret, user-agent',
      'keep-alive': 'timeout=5',
      te: 'trailers',
      trailer: 'x-sum',
      'proxy-connection': 'keep-alive',
      'mcp-param-secret': '1',
      'mcp-param-shown': '2',
      'user-agent': 'client/1',
    }
    await world.askRaw({ headers })
    const names = namesSeen(world)
    expect(names).toContain('mcp-param-shown')
    for (const name of ['mcp-param-secret', 'user-agent', 'keep-alive', 'te', 'trailer', 'proxy-connection']) {
      expect(names).not.toContain(name)
    }
  })

  it('S3: who a client says to be, and where it says to come from, is stripped; the gateway says it', async () => {
    world = await openHttpWorld(undefined, {}, { identity: { audience: 'notes' } })
    const headers = {
      'X-User': 'admin',
      X_User: 'admin',
      'X-Forwarded-User': 'admin',
      'X-Forwarded-For': '203.0.113.9',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'gopher',
      X_Forwarded_Host: 'evil.example',
      Forwarded: 'for=203.0.113.9',
      'X-Real-IP': '203.0.113.9',
      'GATEHOUSE-IDENTITY': 'admin',
      Gatehouse_Identity: 'admin',
      mcp_session_id: 'stolen',
      'Mcp_Session-Id': 'stolen',
    }
    await world.askRaw({ headers })
    const { headers: seen, raw = [] } = world.spy.seen[0] ?? {}
    expect(raw.join(' ')).not.toMatch(/admin|evil|203\.0\.113|gopher|stolen/)
    expect(namesSeen(world).filter((name) => /identity/.test(name))).toEqual(['gatehouse-identity'])
    expect(seen?.['gatehouse-identity']).toMatch(/^eyJ/)
    expect(seen?.['x-forwarded-proto']).toBe('http')
    expect(`http://${String(seen?.['x-forwarded-host'])}`).toBe(world.origin)
    expect(seen?.['x-forwarded-for']).toBe('2001:db8::7')
  })

  it('S3: an upstream that is not told who calls is not told from where either, and no line of the log is', async () => {
    world = await openHttpWorld()
    const headers = { 'X-Forwarded-For': '203.0.113.9' }
    expect((await world.askRaw({ headers })).status).toBe(200)
    expect((await world.askRaw({ headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
    expect((await world.askRaw({ path: '/mcp/notes/x' })).status).toBe(404)
    expect(namesSeen(world)).not.toContain('x-forwarded-for')
    expect(JSON.stringify([world.spy.seen, world.lines])).not.toMatch(/2001:db8::7|203\.0\.113/)
    expect(JSON.stringify(world.lines)).toContain('2001:db8::/64')
  })

  it("passes what MCP needs, joins the trace, and says the operator's headers last", async () => {
    const http = { headers: { authorization: 'Bearer of-the-operator', 'user-agent': 'fixed' } }
    world = await openHttpWorld(undefined, http)
    const trace = '0af7651916cd43dd8448eb211c80319c'
    await world.askRaw({
      headers: {
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'tools/call',
        'mcp-name': 'look',
        traceparent: `00-${trace}-b7ad6b7169203331-01`,
        tracestate: 'vendor=1',
        'accept-encoding': 'gzip',
        'user-agent': 'client/1',
      },
    })
    expect(world.spy.seen[0]?.headers).toMatchObject({
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'look',
      tracestate: 'vendor=1',
      authorization: 'Bearer of-the-operator',
      'user-agent': 'fixed',
      'accept-encoding': 'identity',
      'content-length': `${JSON.stringify(callOf('look')).length}`,
    })
    expect(world.spy.seen[0]?.headers['traceparent']).toMatch(
      new RegExp(`^00-${trace}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`),
    )
  })

  it('drops the state of a trace that begins anew', async () => {
    world = await openHttpWorld()
    await world.ask({ headers: { traceparent: 'broken', tracestate: 'vendor=1' } })
    expect(world.spy.seen[0]?.headers['tracestate']).toBeUndefined()
  })
})

describe('towards the client', () => {
  it('S2: cookies, software names and whatever would act on our origin do not pass', async () => {
    world = await openHttpWorld(
      answering({
        'set-cookie': 'a=1',
        server: 'Apache/1',
        'x-powered-by': 'PHP',
        'clear-site-data': '"*"',
        location: 'https://evil.example',
        refresh: '0;url=https://evil.example',
        link: '<https://evil.example>; rel=preload',
        'access-control-allow-credentials': 'true',
        'strict-transport-security': 'max-age=0',
        'alt-svc': 'h3="evil.example:443"',
        'content-security-policy': 'default-src *',
        'mcp-protocol-version': '2025-11-25',
        'retry-after': '3',
      }),
    )
    const { status, headers } = await world.askRaw()
    expect(status).toBe(200)
    expect(Object.keys(headers).toSorted()).toEqual([
      'access-control-allow-origin',
      'access-control-expose-headers',
      'cache-control',
      'connection',
      'content-length',
      'content-security-policy',
      'content-type',
      'date',
      'mcp-protocol-version',
      'retry-after',
      'x-content-type-options',
    ])
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    expect(headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/)
  })

  it('S3: what Connection lists ends here, and so do hop-by-hop headers', async () => {
    const listed = {
      connection: 'Retry-After, keep-alive',
      'retry-after': '3',
      'keep-alive': 'timeout=77',
      upgrade: 'h2c',
    }
    world = await openHttpWorld(answering(listed))
    const { headers } = await world.askRaw()
    expect(headers['retry-after']).toBeUndefined()
    expect(headers['upgrade']).toBeUndefined()
    expect(JSON.stringify(headers)).not.toContain('77')
  })

  it.each([
    [401, {}],
    [401, { 'www-authenticate': 'Bearer resource_metadata="https://evil.example"' }],
    [403, { 'www-authenticate': 'Bearer error="insufficient_scope"' }],
    [407, { 'proxy-authenticate': 'Basic' }],
  ])(
    'S2: a challenge of the upstream (%i) is about us: the client is not sent to a foreign door',
    async (status, more) => {
      world = await openHttpWorld(answering(more, status))
      const answer = await world.askRaw()
      expect(answer.status).toBe(502)
      expect(answer.headers['www-authenticate']).toBeUndefined()
      expect(JSON.parse(answer.text)).toMatchObject({ id: 7, error: { data: { reason: 'upstream_refused_us' } } })
      expect(answer.text).not.toContain('evil')
    },
  )

  it.each([400, 403, 404, 422, 429, 500, 503])('other errors of the upstream (%i) pass as they are', async (status) => {
    const error = { jsonrpc: '2.0', id: 7, error: { code: -32_001, message: 'its own words' } }
    world = await openHttpWorld((_, outgoing) => json(outgoing, error, status))
    const response = await world.ask()
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual(error)
  })

  it('plain text of an error passes, and its type is said', async () => {
    world = await openHttpWorld((_, outgoing) => void outgoing.writeHead(404).end('<b>no such session</b>'))
    const response = await world.ask()
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await response.text()).toBe('<b>no such session</b>')
  })

  it('a notification that was taken has an answer without words', async () => {
    world = await openHttpWorld(
      (_, outgoing) => void outgoing.writeHead(202, { 'content-type': 'text/html' }).end('Accepted'),
    )
    const response = await world.ask({ body: { jsonrpc: '2.0', method: 'notifications/initialized' } })
    expect(response.status).toBe(202)
    expect(response.headers.get('content-type')).toBeNull()
    expect(await response.text()).toBe('')
  })

  it('tells in one event how each call ended', async () => {
    const answers: Reply[] = [
      answerAll,
      (seen, outgoing) => json(outgoing, { jsonrpc: '2.0', id: idOf(seen), error: { code: -32_602, message: 'no' } }),
      (seen, outgoing) => json(outgoing, { jsonrpc: '2.0', id: idOf(seen), result: { isError: true, content: [] } }),
      (_, outgoing) => json(outgoing, 'busy', 503),
    ]
    world = await openHttpWorld()
    for (const answer of answers) {
      world.spy.reply = answer
      await (await world.ask()).text()
    }
    const told = world.lines
      .filter(({ event }) => event === 'gateway.call')
      .map(({ facts }) => [facts['outcome'], facts['reason']])
    expect(told).toEqual([
      ['result', undefined],
      ['error', '-32602'],
      ['error', 'isError'],
      ['error', 'status 503'],
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { GuardMisconfigured, type GuardOptions, createGuard } from './index.ts'

const good: GuardOptions = { resource: 'https://notes.example/mcp', issuer: 'https://auth.example' }

describe('a wrong option stops the start, with its name, the reason and the cure', () => {
  const wrong: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ['a misspelt option', { scope: ['notes:read'] }, /option scope is no option.*scopes/],
    ['no resource', { resource: undefined }, /option resource is no URL/],
    [
      'a resource in another spelling',
      { resource: 'https://Notes.example:443/mcp/' },
      /write "https:\/\/notes.example\/mcp"/,
    ],
    ['a resource with a fragment', { resource: 'https://notes.example/mcp#x' }, /option resource/],
    ['a resource over http', { resource: 'http://notes.example/mcp' }, /use https/],
    ['an issuer that is no URL', { issuer: 'auth.example' }, /option issuer is no URL/],
    ['an issuer over http', { issuer: 'http://auth.example' }, /insecureAllowHttp/],
    ['an issuer that hides behind localhost', { issuer: 'http://localhost.evil.example' }, /use https/],
    ['scopes as text', { scopes: 'notes:read' }, /option scopes is no list/],
    ['two scopes in one', { scopes: ['notes:read notes:write'] }, /option scopes/],
    ['offline_access', { scopes: ['offline_access'] }, /no right at a resource/],
    ['a tool without a list', { tools: { write_note: 'notes:write' } }, /option tools.write_note/],
    ['an implied scope that is none', { implies: { 'notes:write': [''] } }, /option implies.notes:write/],
    ['a shared secret', { algorithms: ['HS256'] }, /option algorithms has HS256/],
    ['no signature', { algorithms: ['none'] }, /option algorithms has none/],
    ['no algorithm', { algorithms: [] }, /option algorithms has nothing/],
    ['metadata on another host', { metadataUrl: 'https://evil.example/x' }, /name a place on https:\/\/notes.example/],
  ]
  it.each(wrong)('%s', (_, change, message) => {
    const options = { ...good, ...change } as unknown as GuardOptions
    expect(() => createGuard(options)).toThrow(GuardMisconfigured)
    expect(() => createGuard(options)).toThrow(message)
  })

  it('http is fine on this computer, and elsewhere only when spelt out', () => {
    for (const host of ['localhost:4646', '127.0.0.1:4646', '[::1]:4646']) {
      expect(createGuard({ resource: `http://${host}/mcp`, issuer: `http://${host}` })).toHaveProperty('handle')
    }
    const spelt = { resource: 'http://notes.lan/mcp', issuer: 'http://auth.lan', insecureAllowHttp: true }
    expect(createGuard(spelt)).toHaveProperty('handle')
  })

  it('asks nobody while it starts', () => {
    const asked: string[] = []
    createGuard({
      ...good,
      fetch: async (url) => {
        asked.push(url)
        return new Response()
      },
    })
    expect(asked).toEqual([])
  })
})

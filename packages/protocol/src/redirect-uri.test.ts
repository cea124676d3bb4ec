import { describe, expect, it } from 'vitest'
import { classifyRedirectUri, matchesRedirectUri, redirectUriPlace } from './redirect-uri.ts'

const options = { privateUseSchemes: ['cursor', 'vscode'] }
const classify = (uri: string) => classifyRedirectUri(uri, options)
const verdict = (uri: string) => {
  const found = classify(uri)
  return 'kind' in found ? found.kind : found.refused
}

describe('what may be registered', () => {
  it.each([
    ['https://claude.ai/api/mcp/auth_callback', 'https'],
    ['https://vscode.dev/redirect', 'https'],
    ['https://www.cursor.com/agents/mcp/oauth/callback', 'https'],
    ['https://open-webui.example/oauth/clients/mcp:files/callback', 'https'],
    ['https://grok.com/connectors-oauth-exchange-code/', 'https'],
    ['https://App.Example:443/cb?tenant=1', 'https'],
    ['https://xn--bcher-kva.example/cb', 'https'],
    ['https://10.1.2.3:8443/cb', 'https'],
    ['https://localhost:8443/cb', 'https'],
    ['http://127.0.0.1', 'loopback'],
    ['http://127.0.0.1/', 'loopback'],
    ['http://127.0.0.1:33418', 'loopback'],
    ['http://127.0.0.1:33418/', 'loopback'],
    ['http://localhost:8787/callback', 'loopback'],
    ['http://[::1]/oauth_callback', 'loopback'],
    ['cursor://anysphere.cursor-mcp/oauth/callback', 'private-use'],
    ['com.example.app:/oauth2redirect', 'private-use'],
    ['com.example.app://callback', 'private-use'],
  ])('accepts %s, as real clients send it (%s)', (uri, kind) => {
    expect(classify(uri)).toEqual({ kind })
  })

  it.each(['code', 'state', 'iss', 'error', 'error_description', 'st%61te', 'CODE'])(
    'A8: refuses a query that holds %s',
    (name) => {
      expect(classify(`https://app.example/cb?a=1&${name}=x`)).toMatchObject({
        refused: 'unacceptable',
        reason: expect.stringContaining('query'),
      })
      expect(classify(`https://app.example/cb?${name}`)).toMatchObject({ refused: 'unacceptable' })
      expect(verdict(`https://app.example/cb?my_${name}=x`)).toBe('https')
    },
  )

  it.each([
    'https://app.example@evil/cb',
    'https://@app.example/cb',
    'https://evil\\@app.example',
    'https://app.example\\.evil/cb',
  ])('E2: calls %s dangerous: it shows one host and goes to another', (uri) => {
    expect(verdict(uri)).toBe('dangerous')
  })

  it.each([
    'https:///cb',
    'https:cb',
    'https:/cb',
    'https://',
    'https://app.example%2eevil/cb',
    'https://app.example%00/cb',
    'https://app..example/',
    'https://-app.example/',
    'https://app.example./cb',
    'https://app.example:/cb',
    'https://app。example/cb',
  ])('E2: leaves out %s: parsers quarrel about its host', (uri) => {
    expect(verdict(uri)).toBe('unacceptable')
  })

  it.each(['http://localhost.evil/cb', 'http://localhost./cb', 'http://LOCALHOST/cb', 'http://app.localhost/cb'])(
    'E5: does not take %s for localhost',
    (uri) => {
      expect(verdict(uri)).toBe('unacceptable')
    },
  )

  it.each([
    'http://[0:0:0:0:0:0:0:1]/cb',
    'http://[::ffff:127.0.0.1]/cb',
    'http://[::1%25lo]/cb',
    'http://[::1%lo]/cb',
    'http://[::01]/cb',
    'http://::1/cb',
  ])('E6: does not take %s for [::1]', (uri) => {
    expect(verdict(uri)).toBe('unacceptable')
  })

  it.each([
    '127.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.0.0.1.',
    '127.0.0.2',
    '127.0.0.1:0',
    '127.0.0.1:99999',
    '127.0.0.1:',
    '127.0.0.1:080',
    '0.0.0.0',
    '127。0。0。1',
  ])('E7: does not take http://%s/cb for 127.0.0.1', (host) => {
    expect(verdict(`http://${host}/cb`)).toBe('unacceptable')
  })

  it('E7: calls a port that is a user name dangerous', () => {
    expect(verdict('http://127.0.0.1:80@evil/cb')).toBe('dangerous')
    expect(verdict('http://localhost@evil/cb')).toBe('dangerous')
  })

  it('E8: refuses http to any other host, and says what to do', () => {
    for (const uri of ['http://app.example/cb', 'http://192.168.1.2/cb', 'HTTP://app.example/cb']) {
      expect(classify(uri)).toEqual({ refused: 'unacceptable', reason: expect.stringContaining('use https') })
    }
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'javascript://app.example/%0aalert(1)',
    'JaVa\tScript:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://app.example/1',
    'about:blank',
    'view-source:https://app.example',
    'filesystem:https://app.example/',
    'intent://x#Intent;end',
    ' https://app.example/cb',
    'https://app.example/cb ',
    'https://app.example/cb\r\nSet-Cookie: a=b',
    'https://app.example/\u0000',
    'https://app.example/\u0085',
    'ws://app.example/',
    'mailto:a@b.example',
  ])('E9: calls %j dangerous', (uri) => {
    expect(verdict(uri)).toBe('dangerous')
    expect(classifyRedirectUri(uri, { privateUseSchemes: ['javascript', 'data', 'file', 'about'] })).toMatchObject({
      refused: 'dangerous',
    })
    expect(matchesRedirectUri(uri, uri)).toBe(false)
  })

  it('E10: takes reverse-domain schemes from anyone, undotted ones from the list only', () => {
    expect(verdict('com.example.app:/cb')).toBe('private-use')
    expect(verdict('COM.Example.App:/cb')).toBe('private-use')
    expect(verdict('cursor://callback')).toBe('private-use')
    expect(verdict('windsurf://callback')).toBe('unacceptable')
    expect(classifyRedirectUri('cursor://callback', { privateUseSchemes: [] })).toMatchObject({
      refused: 'unacceptable',
    })
    for (const uri of [
      'com.example.app:',
      'com.example.app:cb',
      'com.:/cb',
      'cursor:',
      'cursor:cb',
      'com.example.app:///cb',
    ]) {
      expect(verdict(uri)).toBe('unacceptable')
    }
  })

  it.each([
    '',
    'cb',
    '/cb',
    '//app.example/cb',
    'app.example/cb',
    '?',
    'https://*.example/cb',
    'https://app.example/*',
    'https://app.example/cb?x=*',
    'https://app.example/(a|b)',
    'https://app.example/[a-z]',
    'https://app.example/cb$',
    'https://app.example/^cb',
    'https://app.example/cb#',
    'https://app.example/cb#x',
    'https://app.example/a b'.replace(' ', '{}'),
    'https://app.example/%',
    'https://app.example/%zz',
    `https://app.example/${'a'.repeat(2000)}`,
    'urn:ietf:wg:oauth:2.0:oob',
    'https://bücher.example/cb',
    'https://app.example/\ud800',
    'https://app.example/\u202ecb',
    'https://xn--/cb',
  ])('E11: leaves out %j', (uri) => {
    expect(verdict(uri)).toBe('unacceptable')
  })

  it('W11: gives its verdict about 1 MB without parsing it', () => {
    for (const piece of ['a', ':', '/', '@', '%41', '//', 'a:', '.']) {
      const verdicts = ['unacceptable', 'dangerous']
      expect(verdicts).toContain(verdict(piece.repeat(1_000_000 / piece.length)))
      expect(verdicts).toContain(verdict(`https://app.example/${piece.repeat(1_000_000 / piece.length)}`))
    }
  })
})

describe('where an answer goes', () => {
  it.each([
    ['https://claude.ai/api/mcp/auth_callback', 'https', 'claude.ai'],
    ['https://XN--BCHER-KVA.Example:8443/cb', 'https', 'xn--bcher-kva.example:8443'],
    ['https://app.example:443/cb', 'https', 'app.example'],
    ['http://127.0.0.1:33418/', 'loopback', 'this computer'],
    ['http://[::1]/cb', 'loopback', 'this computer'],
    ['http://localhost/cb', 'loopback', 'this computer'],
    ['https://localhost:8443/cb', 'loopback', 'this computer'],
    ['cursor://anysphere.cursor-mcp/oauth/callback', 'private-use', 'cursor://anysphere.cursor-mcp'],
    ['com.example.app:/cb', 'private-use', 'com.example.app:'],
  ])('B7: %s is %s: %s', (uri, kind, display) => {
    expect(redirectUriPlace(uri)).toEqual({ kind, display })
  })

  it('has no answer for what was never registered', () => {
    expect(() => redirectUriPlace('https://a b')).toThrow('registered')
  })
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dangerOf, readUri } from './uri.ts'

it('gives the parts as they were written', () => {
  expect(readUri('HTTPS://u:p@App.Example:8443/a/b?c=d#e')).toEqual({
    scheme: 'https',
    userinfo: 'u:p',
    host: 'App.Example',
    port: '8443',
    path: '/a/b',
    query: 'c=d',
    fragment: 'e',
  })
  expect(readUri('com.example.app:/cb')).toMatchObject({ scheme: 'com.example.app', host: undefined, path: '/cb' })
  expect(readUri('cursor://anysphere.cursor-mcp/oauth/callback')).toMatchObject({
    host: 'anysphere.cursor-mcp',
    path: '/oauth/callback',
  })
  expect(readUri('https://[::1]:9/')).toMatchObject({ host: '[::1]', port: '9' })
  expect(readUri('https://a.example?')).toMatchObject({ path: '', query: '', fragment: undefined })
})

it('E13: whatever it reads, a WHATWG parser reads alike', () => {
  const piece = fc.constantFrom(
    'https',
    'http',
    'com.app',
    ':',
    '/',
    '//',
    '?',
    '#',
    '@',
    '.',
    '..',
    '%2e',
    '%2F',
    '\\',
    'app.example',
    'evil',
    '127.0.0.1',
    '127.1',
    '0x7f',
    '[::1]',
    '[',
    ']',
    '80',
    '443',
    '0',
    ' ',
    '\t',
    'é',
    '\u3002',
    ';',
    '&',
    '=',
    'A',
    "'",
    '|',
    '^',
  )
  let read = 0
  fc.assert(
    fc.property(
      fc.array(piece, { minLength: 2, maxLength: 9 }).map((pieces) => pieces.join('')),
      fc.boolean(),
      (tail, isWeb) => {
        const text = isWeb ? `https://${tail}` : tail
        const uri = readUri(text)
        if (!uri) return
        read += 1
        const url = new URL(text)
        expect(url.protocol).toBe(`${uri.scheme}:`)
        expect(url.hostname.toLowerCase()).toBe((uri.host ?? '').toLowerCase())
        expect(url.pathname).toBe(uri.path || (/^https?:$/.test(url.protocol) ? '/' : ''))
        expect(url.search).toBe(uri.query ? `?${uri.query}` : '')
        expect(url.hash).toBe(uri.fragment ? `#${uri.fragment}` : '')
      },
    ),
    { seed: 6, numRuns: 10_000 },
  )
  expect(read).toBeGreaterThan(300)
})

it('E9: names the danger of text that no honest client sends', () => {
  for (const text of [
    'javascript:x',
    'JAVASCRIPT:x',
    'data:,',
    'vbscript:x',
    'file:///',
    'blob:x',
    'about:blank',
    ' https://a',
    'https://a\\b',
    'https://a@b',
    'https://a\u0000',
  ]) {
    expect(dangerOf(text)).toBeTypeOf('string')
  }
  for (const text of ['https://a/b@c', 'com.app:/cb', 'cb', '', ':', 'https://a?b=c@d'])
    expect(dangerOf(text)).toBeUndefined()
})

import { describe, expect, it } from 'vitest'
import { matchesRedirectUri } from './redirect-uri.ts'

describe('what matches', () => {
  const registered = 'https://app.example/cb'
  it('accepts the registered bytes', () => {
    for (const uri of [
      registered,
      'https://App.example/Cb?x=%63',
      'com.example.app:/cb',
      'cursor://a/b',
      'http://localhost:1/cb',
    ]) {
      expect(matchesRedirectUri(uri, uri)).toBe(true)
    }
  })

  it.each([
    'https://app.example/cb/',
    'https://app.example/cb2',
    'https://app.example/cb?x=1',
    'https://app.example/cb?',
    'https://app.example/cb#x',
    'https://app.example/cb#',
    'https://app.example/CB',
    'https://app.example/c',
    'https://app.example:443/cb',
    'https://APP.example/cb',
    'HTTPS://app.example/cb',
    'http://app.example/cb',
    'https://app.example:8443/cb',
    '',
    'https://app.example/cb\n',
  ])('E1: refuses %j for https://app.example/cb', (uri) => {
    expect(matchesRedirectUri(registered, uri)).toBe(false)
  })

  it.each([
    'https://app.example@evil/cb',
    'https://evil\\@app.example/cb',
    'https://app.example.evil/cb',
    'https://app.example%2eevil/cb',
    'https:///cb',
    'https:cb',
    'https://evil/https://app.example/cb',
    'https://evil?https://app.example/cb',
    'https://xapp.example/cb',
  ])('E2: refuses %s for https://app.example/cb', (uri) => {
    expect(matchesRedirectUri(registered, uri)).toBe(false)
  })

  it.each([
    '/cb/../x',
    '/x/../cb',
    '/./cb',
    '/%2e%2e/cb',
    '/%2e/cb',
    '/..;/cb',
    '//cb',
    '/%63b',
    '/cb%2f',
    '/cb;x',
    '/cb%00',
  ])('E3: does not normalise %s', (path) => {
    expect(matchesRedirectUri(registered, `https://app.example${path}`)).toBe(false)
    expect(matchesRedirectUri('http://127.0.0.1/cb', `http://127.0.0.1:99${path}`)).toBe(false)
  })

  it('frees the port of registered loopback forms, with or without one on either side (RFC 8252 §7.3)', () => {
    for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
      for (const [from, to] of [
        ['', ':9'],
        [':33418', ''],
        [':33418', ':65535'],
        ['', ':80'],
      ] as const) {
        expect(matchesRedirectUri(`http://${host}${from}/callback`, `http://${host}${to}/callback`)).toBe(true)
        expect(matchesRedirectUri(`http://${host}${from}/callback?a=b`, `http://${host}${to}/callback?a=b`)).toBe(true)
        expect(matchesRedirectUri(`http://${host}${from}/callback`, `http://${host}${to}/Callback`)).toBe(false)
        expect(matchesRedirectUri(`http://${host}${from}/callback`, `http://${host}${to}/callback?`)).toBe(false)
        expect(matchesRedirectUri(`http://${host}${from}/callback`, `https://${host}${to}/callback`)).toBe(false)
      }
    }
  })

  it('frees no other port', () => {
    for (const place of [
      'http://app.example',
      'http://127.0.0.2',
      'https://127.0.0.1',
      'https://app.example',
      'com.app://localhost',
    ]) {
      expect(matchesRedirectUri(`${place}/cb`, `${place}:9/cb`)).toBe(false)
      expect(matchesRedirectUri(`${place}:8/cb`, `${place}:9/cb`)).toBe(false)
    }
  })

  it('takes an empty path for / on loopback only', () => {
    expect(matchesRedirectUri('http://127.0.0.1', 'http://127.0.0.1:4000/')).toBe(true)
    expect(matchesRedirectUri('http://127.0.0.1/', 'http://127.0.0.1')).toBe(true)
    expect(matchesRedirectUri('http://localhost?a', 'http://localhost:1/?a')).toBe(true)
    expect(matchesRedirectUri('https://app.example', 'https://app.example/')).toBe(false)
    expect(matchesRedirectUri('https://localhost', 'https://localhost:9')).toBe(false)
    expect(matchesRedirectUri('cursor://a', 'cursor://a/')).toBe(false)
    expect(matchesRedirectUri('cursor://localhost/', 'cursor://localhost:9/')).toBe(false)
  })

  it('E5: frees the port of localhost only if localhost itself is registered', () => {
    expect(matchesRedirectUri('http://localhost/cb', 'http://localhost:5/cb')).toBe(true)
    for (const host of [
      '127.0.0.1',
      '[::1]',
      'localhost.evil',
      'localhost@evil',
      'localhost.',
      'LOCALHOST',
      'localhost%2e',
      'evil.localhost',
    ]) {
      expect(matchesRedirectUri('http://localhost/cb', `http://${host}/cb`)).toBe(false)
      expect(matchesRedirectUri('http://localhost/cb', `http://${host}:5/cb`)).toBe(false)
    }
    expect(matchesRedirectUri('http://127.0.0.1/cb', 'http://localhost/cb')).toBe(false)
  })

  it('E6: knows one spelling of the IPv6 loopback address', () => {
    expect(matchesRedirectUri('http://[::1]/cb', 'http://[::1]:9/cb')).toBe(true)
    for (const host of ['[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::1%25lo]', '[::01]', '[::2]', '[::]']) {
      expect(matchesRedirectUri('http://[::1]/cb', `http://${host}:9/cb`)).toBe(false)
    }
  })

  it('E7: knows one spelling of 127.0.0.1, and real ports', () => {
    for (const host of [
      '127.1',
      '2130706433',
      '0x7f.1',
      '0177.0.0.1',
      '127.0.0.1.',
      '127.0.0.1:0',
      '127.0.0.1:99999',
      '127.0.0.1:80@evil',
      '127.0.0.1:',
      '127.0.0.1:01',
      '127.0.0.1:+1',
      '127.0.0.1:1e1',
    ]) {
      expect(matchesRedirectUri('http://127.0.0.1/cb', `http://${host}/cb`)).toBe(false)
      expect(matchesRedirectUri('http://127.0.0.1:8080/cb', `http://${host}/cb`)).toBe(false)
    }
  })
})

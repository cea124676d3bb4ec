import { describe, expect, it } from 'vitest'
import { faultOfClientIdUrl, hostOfClientId, namesDocument } from './client-id-url.ts'

const own = 'https://auth.example/tenant'
const faultOf = (id: string) => faultOfClientIdUrl(id, own)

describe('a client id that is a URL', () => {
  it.each([
    'https://app.example/client.json',
    'https://app.example/a/b/',
    'https://app.example:8443/client.json',
    'https://app.example/client.json?version=2',
    'https://xn--bcher-kva.example/client',
    'https://app.example/..well-known/client',
    'https://auth.example:8443/client.json',
    'https://localhost:8443/client.json',
  ])('may be %s', (id) => {
    expect(faultOf(id)).toBeUndefined()
  })

  it.each([
    ['http', 'http://app.example/client.json'],
    ['another spelling of the scheme', 'HTTPS://app.example/client.json'],
    ['no path', 'https://app.example'],
    ['a root only', 'https://app.example/'],
    ['a fragment', 'https://app.example/client.json#x'],
    ['an empty fragment', 'https://app.example/client.json#'],
    ['a user', 'https://user@app.example/client.json'],
    ['a user and a password', 'https://user:pass@app.example/client.json'],
    ['an empty user', 'https://@app.example/client.json'],
    ['one dot', 'https://app.example/./client.json'],
    ['two dots', 'https://app.example/a/../client.json'],
    ['two dots at the end', 'https://app.example/a/..'],
    ['encoded dots', 'https://app.example/a/%2e%2e/client.json'],
    ['an encoded dot', 'https://app.example/%2E/client.json'],
    ['half encoded dots', 'https://app.example/a/.%2e/client.json'],
    ['an empty query', 'https://app.example/client.json?'],
    ['a trailing dot', 'https://app.example./client.json'],
    ['an IPv4 address', 'https://93.184.216.34/client.json'],
    ['a loopback address', 'https://127.0.0.1/client.json'],
    ['an IPv6 address', 'https://[2606:2800:220:1::1]/client.json'],
    ['a number as address', 'https://2130706433/client.json'],
    ['a hexadecimal address', 'https://0x7f.1/client.json'],
    ['an encoded host', 'https://app%2eexample/client.json'],
    ['a backslash', 'https://app.example\\@evil.example/client.json'],
    ['a tab', 'https://app.example/cli\tent.json'],
    ['a space before it', ' https://app.example/client.json'],
    ['no host', 'https:///client.json'],
    ['no slashes', 'https:app.example/client.json'],
    ['port 0', 'https://app.example:0/client.json'],
    ['a port that is none', 'https://app.example:99999/client.json'],
    ['a pattern', 'https://*.example/client.json'],
    ['letters beyond ASCII', 'https://bücher.example/client.json'],
    ['too many letters', `https://app.example/${'x'.repeat(2000)}`],
    ['our own origin', 'https://auth.example/client.json'],
    ['our own origin with its port', 'https://auth.example:443/client.json'],
    ['our own origin in capitals', 'https://AUTH.example/client.json'],
  ])('H1: has a fault with %s', (_, id) => {
    expect(faultOf(id)).toEqual(expect.any(String))
  })

  it('is told from a name of our own register by its scheme', () => {
    for (const id of ['https://app.example/c', 'http://app.example/c', 'HTTPS:x']) expect(namesDocument(id)).toBe(true)
    for (const id of ['cli_1', 'httpsapp', 'data:text/html,x', '']) expect(namesDocument(id)).toBe(false)
  })

  it('has a host, in one spelling', () => {
    expect(hostOfClientId('https://App.Example:8443/client.json')).toBe('app.example')
    expect(hostOfClientId('cli_1')).toBe('')
  })
})

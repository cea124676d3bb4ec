import fc from 'fast-check'
import { expect, it } from 'vitest'
import { classifyRedirectUri, matchesRedirectUri } from './redirect-uri.ts'

const registrable = [
  'https://app.example/cb',
  'https://app.example/',
  'https://app.example',
  'https://app.example:8443/a/b?x=1',
  'http://127.0.0.1',
  'http://127.0.0.1/',
  'http://127.0.0.1:33418/callback',
  'http://localhost/cb?x=1',
  'http://[::1]:9/cb',
  'cursor://anysphere.cursor-mcp/oauth/callback',
  'com.example.app:/cb',
] as const

const onHost = (change: (host: string) => string) => (uri: string) => uri.replace(/(?<=\/\/)[^/?#]+/, change)
const onPath = (change: (path: string) => string) => (uri: string) =>
  uri.replace(/(?<=[^/:]|:\/\/[^/]*)\/[^/?#][^?#]*|\/(?=$|\?)/, change)
const onPort = (port: string) => (uri: string) => uri.replace(/(\/\/(?:\[[^\]]*\]|[^/?#:]*))(?::\d*)?/, `$1${port}`)
const at = (share: number, put: string) => (uri: string) => {
  const index = Math.floor(uri.length * share)
  return uri.slice(0, index) + put + uri.slice(index)
}

/** Each tries what some attacker tried on some matcher. */
const operators: Readonly<Record<string, (uri: string) => string>> = {
  nothing: (uri) => uri,
  suffix: (uri) => `${uri}x`,
  trailingSlash: (uri) => `${uri}/`,
  noTrailingSlash: (uri) => uri.replace(/\/$/, ''),
  emptyQuery: (uri) => `${uri}?`,
  extraQuery: (uri) => `${uri}${uri.includes('?') ? '&' : '?'}y=2`,
  noQuery: (uri) => uri.replace(/\?.*/, ''),
  emptyFragment: (uri) => `${uri}#`,
  fragment: (uri) => `${uri}#x`,
  userinfo: onHost((host) => `user@${host}`),
  emptyUserinfo: onHost((host) => `@${host}`),
  evilAfterUserinfo: onHost((host) => `${host}@evil.example`),
  backslashUserinfo: onHost((host) => `evil.example\\@${host}`),
  hostSuffix: onHost((host) => `${host}.evil.example`),
  hostPrefix: onHost((host) => `evil${host}`),
  subdomain: onHost((host) => `evil.${host}`),
  trailingDot: onHost((host) => host.replace(/(:\d+)?$/, '.$1')),
  upperHost: onHost((host) => host.toUpperCase()),
  encodedHost: onHost((host) => host.replace('.', '%2e')),
  fullwidthDot: onHost((host) => host.replace('.', '\u3002')),
  noHost: onHost(() => ''),
  shortAddress: onHost((host) => host.replace('127.0.0.1', '127.1')),
  decimalAddress: onHost((host) => host.replace('127.0.0.1', '2130706433')),
  hexAddress: onHost((host) => host.replace('127.0.0.1', '0x7f.0.0.1')),
  octalAddress: onHost((host) => host.replace('127.0.0.1', '0177.0.0.1')),
  otherLoopback: onHost((host) =>
    host.replace(/127\.0\.0\.1|localhost|\[::1\]/, (found) => (found === 'localhost' ? '127.0.0.1' : 'localhost')),
  ),
  longIpv6: onHost((host) => host.replace('[::1]', '[0:0:0:0:0:0:0:1]')),
  mappedIpv6: onHost((host) => host.replace('[::1]', '[::ffff:127.0.0.1]')),
  zoneId: onHost((host) => host.replace('[::1]', '[::1%25lo]')),
  otherPort: onPort(':4321'),
  noPort: onPort(''),
  emptyPort: onPort(':'),
  portZero: onPort(':0'),
  portTooBig: onPort(':65536'),
  portPadded: onPort(':0080'),
  portSigned: onPort(':+80'),
  defaultPort: onPort(':443'),
  portWithUser: onPort(':80@evil.example'),
  httpForHttps: (uri) => uri.replace(/^https:/, 'http:'),
  httpsForHttp: (uri) => uri.replace(/^http:/, 'https:'),
  upperScheme: (uri) => uri.replace(/^[^:]+/, (scheme) => scheme.toUpperCase()),
  noScheme: (uri) => uri.replace(/^[^:]+:/, ''),
  noSlashes: (uri) => uri.replace('//', ''),
  oneSlash: (uri) => uri.replace('//', '/'),
  threeSlashes: (uri) => uri.replace('//', '///'),
  backslashes: (uri) => uri.replaceAll('/', '\\'),
  javascript: (uri) => uri.replace(/^[^:]+/, 'javascript'),
  upperPath: onPath((path) => path.toUpperCase()),
  dotSegment: onPath((path) => `/.${path}`),
  parentSegment: onPath((path) => `/x/..${path}`),
  encodedParent: onPath((path) => `/x/%2e%2e${path}`),
  doubleSlash: onPath((path) => `/${path}`),
  semicolon: onPath((path) => `${path};x`),
  encodedLetter: onPath((path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)),
  brokenPercent: onPath((path) => `${path}%`),
  tabInside: at(0.5, '\t'),
  newlineInside: at(0.9, '\n'),
  leadingSpace: at(0, ' '),
  trailingSpace: at(1, ' '),
  nulInside: at(0.7, '\0'),
  zeroWidth: at(0.6, '\u200b'),
  nonAscii: at(0.8, 'é'),
  surrogate: at(0.8, '\ud800'),
  twice: (uri) => uri + uri,
  empty: () => '',
}

/** Written apart from the code under test: a list of strings, and one pattern for the three loopback literals. */
const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::([1-9]\d{0,4}))?(\/[^?#]*)?(\?[^#]*)?$/
const mayMatch = (registered: string, presented: string): boolean => {
  if (registered === presented) return true
  const [a, b] = [loopback.exec(registered), loopback.exec(presented)]
  if (!a || !b || Number(b[2] ?? 80) > 65_535) return false
  return a[1] === b[1] && (a[3] ?? '/') === (b[3] ?? '/') && a[4] === b[4]
}

/** What WHATWG parsing makes of a text, against what its characters say; without user info, as nobody may have one. */
const isRewrittenByWhatwg = (uri: string): boolean => {
  if (!URL.canParse(uri)) return true
  const plain = uri.replace(/^[^:]*:(?:\/\/[^/?#]*)?/, (start) =>
    /^https?:/i.test(start) ? start.toLowerCase() : start.replace(/^[^:]*/, (scheme) => scheme.toLowerCase()),
  )
  const filled = /^https?:\/\/[^/?#]*(?=$|[?#])/.test(plain) ? plain.replace(/^https?:\/\/[^/?#]*/, '$&/') : plain
  return new URL(uri).href !== filled.replace(/^(https:\/\/[^/?#]*):443(?=\/)|^(http:\/\/[^/?#]*):80(?=\/)/, '$1$2')
}

const mutated = fc
  .tuple(
    fc.constantFrom(...registrable),
    fc.array(fc.constantFrom(...Object.values(operators)), { minLength: 1, maxLength: 3 }),
  )
  .map(([uri, changes]) => [uri, changes.reduce<string>((text, change) => change(text), uri)] as const)

it('E13: has more than 40 mutation operators, each of which bites', () => {
  expect(Object.keys(operators).length).toBeGreaterThanOrEqual(40)
  const idle = Object.entries(operators).filter(([, change]) => registrable.every((uri) => change(uri) === uri))
  expect(idle.map(([name]) => name)).toEqual(['nothing'])
})

it('E13: accepts if and only if the bytes are equal or the loopback-port rule holds', () => {
  for (const uri of registrable) {
    expect(classifyRedirectUri(uri, { privateUseSchemes: ['cursor'] })).toHaveProperty('kind')
    for (const [name, change] of Object.entries(operators)) {
      expect([name, uri, matchesRedirectUri(uri, change(uri))]).toEqual([name, uri, mayMatch(uri, change(uri))])
    }
  }
  fc.assert(
    fc.property(mutated, ([registered, presented]) => {
      expect(matchesRedirectUri(registered, presented)).toBe(mayMatch(registered, presented))
    }),
    { seed: 7, numRuns: 10_000 },
  )
})

it('E13: refuses every URI that WHATWG parsing rewrites, even against itself', () => {
  let rewritten = 0
  fc.assert(
    fc.property(mutated, ([, uri]) => {
      if (!isRewrittenByWhatwg(uri)) return
      rewritten += 1
      expect(matchesRedirectUri(uri, uri)).toBe(false)
      expect(classifyRedirectUri(uri, { privateUseSchemes: ['cursor'] })).toHaveProperty('refused')
    }),
    { seed: 8, numRuns: 10_000 },
  )
  expect(rewritten).toBeGreaterThan(2000)
})

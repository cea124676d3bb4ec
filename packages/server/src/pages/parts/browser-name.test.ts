/** Browsers and networks in words. */
import { describe, expect, it } from 'vitest'
import { en } from '../texts/en.ts'
import { browserName } from './browser-name.ts'
import { fromPlace } from './place.ts'

const wordsOf = (markup: { toString(): string } | undefined): string =>
  (markup?.toString() ?? '').replace(/<[^>]*>/g, '')
const webKit = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'

describe('a browser', () => {
  it.each([
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
      'Edge on Windows',
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/142.0.0.0 Safari/537.36 OPR/124.0.0.0`,
      'Opera on Windows',
    ],
    [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webKit} Chrome/142.0.0.0 Safari/537.36`, 'Chrome on ChromeOS'],
    ['Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0', 'Firefox on Android'],
    [`${iPhone} CriOS/142.0.0.0 Mobile/15E148 Safari/604.1`, 'Chrome on iPhone'],
    [`${iPhone} Version/26.0 Mobile/15E148 Safari/604.1`, 'Safari on iPhone'],
    ['Firefox/145.0', 'Firefox'],
    ['curl/8.5.0', 'curl/8.5.0'],
    ['', en.account.unknownBrowser],
    [undefined, en.account.unknownBrowser],
  ])('that says %j is %s', (userAgent, words) => {
    expect(wordsOf(browserName(userAgent, en))).toBe(words)
  })
})

describe('a network', () => {
  it.each([
    ['192.0.2.17', ', from 192.0.2.17'],
    ['2001:db8:1:2::/64', ', from the network 2001:db8:1:2::/64'],
    ['127.0.0.1', ', from the server’s own computer'],
    ['0:0:0:0::/64', ', from the server’s own computer'],
    ['this process', ', from the server’s own computer'],
    ['', ''],
    [undefined, ''],
  ])('named %j is told as %j', (source, words) => {
    expect(wordsOf(fromPlace(source, en))).toBe(words)
  })
})

import { describe, expect, it } from 'vitest'
import { createBrand } from '../../src/pages/brand/brand.ts'
import { en } from '../../src/pages/texts/en.ts'
import { saying } from './edits.ts'
import { readPage } from './markup-reader.ts'
import { houseBrand, type Edit } from './sample.ts'
import { samples } from './samples.ts'

const canaries = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '</title></style></textarea><svg/onload=alert(1)>',
  'javascript:alert(1)',
  '&lt;script&gt;',
  '${7*7}{{7*7}}',
]
/** The one form that leaves for elsewhere. */
const answerAddresses = ['https://app.example/callback?tenant=1', 'http://127.0.0.1:49152/callback']
const turning = /[\u202A-\u202E\u200B-\u200F\u2060-\u2067\uFEFF]/
const pageOf = (name: string) => {
  const found = samples.find((sample) => sample.name === name)
  if (!found) throw new Error(`no sample is called ${name}`)
  return found
}
const textOf = (name: string, edit?: Edit) => readPage(pageOf(name).make(edit).html).text.replace(/\s+/g, ' ')

describe.each(samples.map((sample) => [sample.name, sample] as const))('page %s', (_name, sample) => {
  it('is well formed, has one heading, a title, a language, and no script', () => {
    const { html } = sample.make()
    const { skeleton } = readPage(html)
    expect(skeleton.filter((tag) => tag.startsWith('h1['))).toHaveLength(1)
    expect(html).toMatch(/<html lang="en" dir="ltr">[^]*<title>[^<]+ · Gatehouse<\/title>/)
    expect(skeleton.filter((tag) => /^(script|iframe|object|embed|base)\[| style| on[a-z]/.test(tag))).toEqual([])
    expect(html).not.toMatch(/undefined|\[object|NaN/)
  })

  it('B8: keeps its shape whatever others write into it', () => {
    const shape = readPage(sample.make(saying('plain')).html).skeleton
    for (const canary of canaries) expect(readPage(sample.make(saying(canary)).html).skeleton).toEqual(shape)
  })

  it('B8: shows nothing that turns or hides text, and stays short', () => {
    const { html } = sample.make(saying(`Ev\u202Eil\u200B\u2067 ${'x'.repeat(10_240)}`))
    // The isolates of the title are ours; typed values stand in attributes and are shown to nobody else.
    expect(readPage(html).text.replace(/[\u2068\u2069]/g, '')).not.toMatch(turning)
    expect(readPage(html).text.length).toBeLessThan(12_000)
  })

  it('B9: refers to nothing on another origin', () => {
    const { html } = sample.make(saying('https://evil.example/logo.png'))
    const references = [...html.matchAll(/\b(?:src|href|action|formaction|srcset)="([^"]*)"/g)].map(
      ([, to]) => to ?? '',
    )
    expect(references.filter((to) => !/^(\/(?!\/)|#)/.test(to) && !answerAddresses.includes(to))).toEqual([])
  })
})

describe('the consent page', () => {
  it('B7: says who asks, that nobody vouches for the name, which server, which scopes, and warns of this computer', () => {
    const text = textOf('consent')
    for (const words of [
      'Claude Code',
      en.client.unverified,
      en.client.selfRegistered,
      'Demo files',
      'http://localhost:4646/mcp/files',
    ]) {
      expect(text).toContain(words)
    }
    expect(text).toContain(`${en.destination.label} ${en.destination.computer}`)
    expect(text).toContain(en.destination.computerWarning)
    expect(text).toContain('List, read and search files')
  })

  it('B7: shows the host of the client id and the whole host of the answer, and warns of nothing when it is a website', () => {
    const text = textOf('consent-web')
    expect(text).toContain('Identified by claude.ai')
    expect(text).toContain(`${en.destination.label} claude.ai`)
    expect(text).toContain(en.client.verified)
    expect(text).not.toContain(en.client.unverified)
    expect(text).not.toContain(en.destination.computerWarning)
  })

  it('B7: names the scheme of an app and warns that others may answer to it', () => {
    const text = textOf('consent-app')
    expect(text).toContain('cursor://anysphere.cursor-mcp')
    expect(text).toContain(en.destination.appWarning)
  })

  it('B8: a sign stands beside a name that is vouched for, and nowhere else', () => {
    const sign = 'class="tile tone-'
    const htmlOf = (name: string) => pageOf(name).make().html
    expect(['consent-known', 'sign-in-known'].map((name) => htmlOf(name).includes(sign))).toEqual([true, true])
    expect(['consent-shared', 'consent-web', 'consent'].map((name) => htmlOf(name).includes(sign))).toEqual([
      false,
      false,
      false,
    ])
  })

  it('B8: a vendor’s name makes nobody that vendor', () => {
    expect(textOf('consent', saying('Anthropic'))).toContain(`Anthropic ${en.client.unverified}`)
  })

  it('asks with boxes for what may be taken away, and with none for what may not', () => {
    const { html } = pageOf('consent').make()
    expect(html.match(/type="checkbox"/g)).toHaveLength(1)
    expect(html).toMatch(/type="checkbox" name="scope" value="0 files:write" checked/)
  })

  it('keeps the boxes of a remembered consent, behind one click', () => {
    const { html } = pageOf('consent-remembered').make()
    expect(html).toMatch(/<details>[^]*value="0 files:write"[^]*<\/details>/)
    expect(textOf('consent-remembered')).toContain('Continue as Alice')
  })
})

describe('the sign-in page', () => {
  it('keeps the name and forgets the password', () => {
    const { html } = pageOf('sign-in-wrong').make()
    expect(html).toMatch(/id="username"[^>]*value="alice"/)
    expect(html).not.toMatch(/type="password"[^>]*value=/)
    expect(html).toMatch(/autocomplete="username"[^]*autocomplete="current-password"/)
  })

  it('answers with the status of its problem, and says how long to wait', () => {
    expect(pageOf('sign-in').make().status).toBe(200)
    expect(pageOf('sign-in-missing').make().status).toBe(400)
    expect(pageOf('sign-in-wrong').make().status).toBe(403)
    expect(pageOf('sign-in-limited').make()).toMatchObject({ status: 429, retryAfter: 840 })
    expect(textOf('sign-in-limited')).toContain('try again in 14 minutes')
  })
})

describe('the error page', () => {
  it('names the code, the parameter and the reference, which one click selects', () => {
    const { html } = pageOf('error').make()
    for (const words of ['invalid_request', 'redirect_uri', '01KAJ6W3XQ7F2M']) expect(textOf('error')).toContain(words)
    expect(html).toMatch(/class="copy">\s*<bdi[^>]*>01KAJ6W3XQ7F2M/)
  })

  it('shows foreign HTML as the text it is', () => {
    expect(pageOf('error').make(saying('<h1>Bad Gateway</h1>')).html).toContain('&lt;h1&gt;Bad Gateway&lt;/h1&gt;')
  })
})

describe('the texts', () => {
  it('stand in one place, and none is left unused', () => {
    const used = new Set<string>()
    const edit: Edit = (props) => ({ ...props, texts: watched(props.texts, '', used) })
    for (const { make } of samples) make(edit)
    expect(leaves(en).filter((path) => !used.has(path))).toEqual([])
  })

  it('carry the direction of their language', () => {
    const hebrew: Edit = (props) => ({ ...props, texts: { ...props.texts, lang: 'he', dir: 'rtl' } })
    expect(pageOf('home').make(hebrew).html).toContain('<html lang="he" dir="rtl">')
  })
})

describe('the brand', () => {
  it('stands on every page: name, logo, colours, and its own hash', () => {
    const bytes = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')
    const acme = createBrand({
      name: 'Acme & Co',
      logo: { mediaType: 'image/svg+xml', bytes },
      accent: '#5b2bd6',
    })
    const branded: Edit = (props) => ({ ...props, brand: acme })
    for (const { make } of samples) {
      const page = make(branded)
      expect(page.html).toContain('Acme &amp; Co')
      expect(page.html).toContain(`<img class="logo" src="${acme.logoPath}" alt="" />`)
      expect(page.html).toContain('--accent:#5b2bd6')
      expect(page.stylesheetHash).not.toBe(houseBrand.stylesheetHash)
    }
  })
})

const isBranch = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const leaves = (branch: Readonly<Record<string, unknown>>, path = ''): readonly string[] =>
  Object.entries(branch).flatMap(([key, value]) =>
    isBranch(value) ? leaves(value, `${path}${key}.`) : [`${path}${key}`],
  )

const watched = <Branch extends object>(branch: Branch, path: string, used: Set<string>): Branch =>
  new Proxy(branch, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      if (isBranch(value)) return watched(value, `${path}${String(key)}.`, used)
      used.add(`${path}${String(key)}`)
      return value
    },
  })

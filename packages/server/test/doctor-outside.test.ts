/** The doctor at the public URL: a proxy bends one thing at a time, and the doctor says which, whom it hurts and what to do. */
import { setDefaultCACertificates, getCACertificates } from 'node:tls'
import { createAuthority } from '@gatehouse/testkit/certificates'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../src/doctor/finding.ts'
import { about, furnished, useDoctor, wrong } from './doctor-world.ts'
import { oddProxy, type Bend, type OddProxy, type Returning } from './odd-proxy.ts'

const { start, look, afterwards } = useDoctor()
let proxy: OddProxy
let look1: (bend: Bend, environment?: Readonly<Record<string, string>>) => Promise<readonly Finding[]>

const metadataPath = '/.well-known/oauth-authorization-server'

/** A whole server behind the proxy; `look1` bends the proxy and looks once. */
const standUp = async (scheme: 'http' | 'https', environment: Readonly<Record<string, string>> = {}): Promise<void> => {
  const publicUrl = `${scheme}://localhost:${proxy.port}`
  const said = { ...furnished, GATEHOUSE_PUBLIC_URL: publicUrl, GATEHOUSE_HOST: '127.0.0.1', ...environment }
  const { port } = await start(said)
  proxy.target = port
  look1 = (bend, more = {}) => {
    proxy.bend = bend
    return look({ ...said, PORT: String(port), ...more })
  }
}

const back = (path: string, change: (answer: Returning) => void): Bend => ({
  back: (answer) => {
    if (answer.path === path) change(answer)
  },
})

const edited = (path: string, change: (document: Record<string, unknown>) => Record<string, unknown>): Bend =>
  back(path, (answer) => {
    if (answer.body !== '') answer.body = JSON.stringify(change(JSON.parse(answer.body) as Record<string, unknown>))
  })

const page = '<!doctype html><title>My app</title>'

describe('behind a proxy that bends one thing', () => {
  beforeEach(async () => {
    proxy = await oddProxy()
    afterwards(proxy.close)
    await standUp('http')
  })

  it('finds nothing wrong while nothing is bent', async () => {
    expect(wrong(await look1({}))).toEqual([])
  })

  it('metadata: another issuer, a missing name, a redirect, a page, a sign-in before it', async () => {
    const openId = '/.well-known/openid-configuration'
    const metadata = async (bend: Bend) => about('metadata', await look1(bend))
    expect(await metadata(edited(openId, (all) => ({ ...all, issuer: `${String(all['issuer'])}/` })))).toMatch(
      /openid-configuration names the issuer "http:\/\/localhost:\d+\/", not "http:.*" -> Make both the same/,
    )
    expect(await metadata(back(openId, (answer) => void (answer.status = 404)))).toMatch(/does not exist -> Serve/)
    expect(await metadata({ ...moved(openId) })).toMatch(
      /redirects to https:\/\/www\.example\/ -> Let the proxy answer/,
    )
    expect(await metadata(back(openId, (answer) => void (answer.body = page)))).toMatch(/status 200 and no JSON -> /)
    expect(await metadata(back(openId, (answer) => void (answer.status = 401)))).toMatch(/answers with status 401 -> /)
    expect(
      await metadata(edited(openId, (all) => ({ ...all, token_endpoint: 'https://other.example/token' }))),
    ).toMatch(/name different token endpoints/)
  })

  it('what the metadata promises: PKCE, iss, offline_access, ways in', async () => {
    const lacking = async (change: Readonly<Record<string, unknown>>) => {
      const bend: Bend = {
        back(answer) {
          if (answer.path.startsWith('/.well-known/o') && answer.status === 200 && answer.body !== '') {
            answer.body = JSON.stringify({ ...(JSON.parse(answer.body) as object), ...change })
          }
        },
      }
      const findings = await look1(bend)
      return `${about('metadata', findings)}\n${about('registration', findings)}`
    }
    expect(await lacking({ code_challenge_methods_supported: ['plain'] })).toMatch(/does not list S256/)
    expect(await lacking({ authorization_response_iss_parameter_supported: undefined })).toMatch(
      /is not true -> Send iss/,
    )
    expect(await lacking({ scopes_supported: ['openid'] })).toMatch(/does not list offline_access/)
    expect(await lacking({ registration_endpoint: undefined })).toMatch(
      /cannot register themselves -> Open registration/,
    )
    expect(await lacking({ client_id_metadata_document_supported: false })).toMatch(/document of their own/)
    expect(await lacking({ token_endpoint_auth_methods_supported: ['client_secret_basic'] })).toMatch(
      /does not list "none"/,
    )
    expect(await lacking({ token_endpoint: undefined })).toMatch(/names no token_endpoint/)
  })

  it('well-known: a page for names that do not exist, and HEAD that is refused', async () => {
    const spa: Bend = {
      back(answer) {
        if (answer.status === 404) Object.assign(answer, { status: 200, body: page })
      },
    }
    expect(about('well-known', await look1(spa))).toMatch(/gets status 200 instead of 404 -> Answer 404/)
    const noHead: Bend = { back: (answer) => void (answer.method === 'HEAD' && (answer.status = 405)) }
    expect(about('well-known', await look1(noHead))).toMatch(/HEAD .* gets status 405 -> Let the proxy pass HEAD/)
  })

  it('CORS: OPTIONS answered on the way, headers taken away, or added where people sign in', async () => {
    const noOptions: Bend = {
      instead(incoming, outgoing) {
        if (incoming.method !== 'OPTIONS') return false
        outgoing.writeHead(405).end()
        return true
      },
    }
    expect(about('CORS', await look1(noOptions))).toMatch(
      /may not use OPTIONS .*oauth-authorization-server, OPTIONS .*\/token/,
    )
    const stripped: Bend = { back: ({ headers }) => void delete headers['access-control-allow-origin'] }
    expect(about('CORS', await look1(stripped))).toMatch(
      /may not use GET .*oauth-authorization-server, GET .*jwks, OPTIONS .*\/token/,
    )
    const added = (credentials: string): Bend =>
      back('/authorize', ({ headers }) => {
        headers['access-control-allow-origin'] = 'https://app.example'
        headers['access-control-allow-credentials'] = credentials
      })
    expect(wrong(await look1(added('false')))[0]).toMatch(
      /^warn CORS: .*\/authorize lets scripts of https:\/\/app\.example read/,
    )
    expect(wrong(await look1(added('true')))[0]).toMatch(/^fail CORS: .* read it, with cookies/)
  })

  it('JWKS: gone, of another server, without our key, or kept too long on the way', async () => {
    const keys = async (bend: Bend) => about('JWKS', await look1(bend))
    expect(await keys(back('/jwks', (answer) => void (answer.status = 403)))).toMatch(/no keys at .* \(status 403\)/)
    expect(await keys(edited('/jwks', () => ({ keys: [{ kid: 'old', kty: 'EC' }] })))).toMatch(
      /lacks \S+: nobody outside/,
    )
    const more = edited('/jwks', ({ keys: all }) => ({ keys: [...(all as object[]), { kid: 'strange' }] }))
    expect(await keys(more)).toMatch(/also has strange: .* -> Let every process .* same database/)
    expect(await keys(back('/jwks', ({ headers }) => void (headers['age'] = '4000')))).toMatch(/kept for 4000 seconds/)
  })

  it('token: a firewall, a redirect, a store on the way, challenges taken away', async () => {
    const token = async (bend: Bend) => about('token', await look1(bend))
    expect(await token(back('/token', (answer) => Object.assign(answer, { status: 403, body: page })))).toMatch(
      /gets status 403, and no OAuth error in JSON -> Let the proxy pass/,
    )
    expect(await token(moved('/token'))).toMatch(/POST .*\/token redirects to/)
    expect(await token(back('/token', ({ headers }) => void delete headers['cache-control']))).toMatch(
      /no Cache-Control/,
    )
    expect(await token({ back: ({ headers }) => void delete headers['www-authenticate'] })).toMatch(
      /the 401 of .*\/userinfo comes without WWW-Authenticate/,
    )
  })

  it('sign-in: no page, or the sign-in of somebody else before it', async () => {
    const gone = back('/authorize', (answer) => void (answer.status = 502))
    expect(about('sign-in', await look1(gone))).toMatch(/GET .*\/authorize gets status 502/)
    expect(about('sign-in', await look1(moved('/authorize')))).toMatch(
      /sends people to https:\/\/www\.example -> Take this/,
    )
  })

  it('sizes: a proxy without room for what clients send', async () => {
    const small: Bend = {
      instead({ url = '', headers }, outgoing) {
        const isLarge = url.length > 4000 || (headers.authorization ?? '').length > 4000
        if (isLarge || Number(headers['content-length'] ?? 0) > 8000) outgoing.writeHead(413).end(page)
        return outgoing.headersSent
      },
    }
    const said = about('sizes', await look1(small))
    expect(said).toMatch(/a URL of 6 KB gets status 413[^]*Authorization header of 6 KB[^]*a form of 12 KB/)
  })

  it('clock: another time there', async () => {
    const apart = (milliseconds: number): Bend => ({
      back: ({ headers }) => void (headers['date'] = new Date(Date.now() + milliseconds).toUTCString()),
    })
    expect(wrong(await look1(apart(30_000)))[0]).toMatch(/^warn clock: .* (?:29|30) seconds apart -> /)
    expect(wrong(await look1(apart(-600_000)))[0]).toMatch(/^fail clock: .* 60[01] seconds apart -> /)
  })

  it('proxy: documents that were rewritten on the way', async () => {
    const spaced = back(metadataPath, (answer) => void (answer.body = `${answer.body} `))
    expect(about('proxy', await look1(spaced))).toMatch(/is not what this server answers .* -> Empty the cache/)
  })

  it('proxy: requests that another process answers', async () => {
    const other: Bend = { instead: health }
    expect(about('proxy', await look1(other))).toMatch(/did not arrive at this server as it was sent/)
  })

  it('proxy: who comes, when nobody says so, when nobody is believed, and when everybody is', async () => {
    const proxied = (there: Bend['there'], more = {}): Promise<string> =>
      look1({ ...(there && { there }) }, more).then((findings) => about('proxy', findings))
    const extended: Bend['there'] = (headers) => {
      const before = headers['x-forwarded-for']
      Object.assign(headers, { 'x-forwarded-for': before === undefined ? '192.0.2.9' : `${String(before)}, 192.0.2.9` })
    }
    expect(await proxied(undefined)).toContain('nothing stands before the server')
    expect(await proxied(extended)).toMatch(
      /everybody seems to come from 127\.0\.0\.1: .* \(192\.0\.2\.9\), .* -> Add 127\.0\.0\.1 to trustedProxies/,
    )
  })
})

const moved = (path: string): Bend => ({
  instead(incoming, outgoing) {
    if (incoming.url?.split('?')[0] !== path) return false
    outgoing.writeHead(302, { location: 'https://www.example/' }).end()
    return true
  },
})

const health: NonNullable<Bend['instead']> = (incoming, outgoing) => {
  if (!incoming.url?.startsWith('/health')) return false
  outgoing.end('{"status":"ok"}')
  return true
}

it('proxy: believed by name, it says who comes; passed on alone, anybody may say it', async () => {
  proxy = await oddProxy()
  afterwards(proxy.close)
  await standUp('http', { GATEHOUSE_TRUSTED_PROXIES: '127.0.0.1' })
  const replaced: Bend = { there: (headers) => void Object.assign(headers, { 'x-forwarded-for': '192.0.2.9' }) }
  expect(about('proxy', await look1(replaced))).toContain('sees through 127.0.0.1: this request came from 192.0.2.9')
  const kept: Bend = {
    there: (headers) => void Object.assign(headers, { 'x-forwarded-for': headers['x-forwarded-for'] ?? '192.0.2.9' }),
  }
  expect(about('proxy', await look1(kept))).toMatch(
    /whoever sends X-Forwarded-For is believed.* -> Let the proxy replace/,
  )
})

describe('behind a proxy that speaks TLS', () => {
  const authority = createAuthority()
  const before = getCACertificates('default')
  const in300Days = new Date(Date.now() + 300 * 86_400_000)

  const secure = async (until: Date): Promise<void> => {
    setDefaultCACertificates([...before, authority.certificate])
    proxy = await oddProxy(authority.issue({ names: ['localhost'], until }))
    afterwards(proxy.close)
    await standUp('https', { GATEHOUSE_TRUSTED_PROXIES: '127.0.0.1' })
  }
  const withAddress: Bend['there'] = (headers) => void Object.assign(headers, { 'x-forwarded-for': '192.0.2.9' })

  afterEach(() => setDefaultCACertificates(before))

  it('finds nothing wrong while nothing is bent', async () => {
    await secure(in300Days)
    const findings = await look1({ there: withAddress })
    expect(wrong(findings)).toEqual([])
    expect(about('TLS', findings)).toMatch(/^fine: the certificate is good for (?:299|300) days/)
    expect(about('sign-in', findings)).toContain('cookies stay on https')
  })

  it('tells a certificate that ends soon, cookies that lost Secure, and a proxy that does not say who comes', async () => {
    await secure(new Date(Date.now() + 5.5 * 86_400_000))
    const findings = await look1({
      back: ({ headers }) => {
        const cookies = [headers['set-cookie'] ?? []].flat()
        if (cookies.length > 0) headers['set-cookie'] = cookies.map((one) => one.replace(/; Secure/, ''))
      },
    })
    expect(about('TLS', findings)).toMatch(/the certificate ends in 5 days -> Renew it now/)
    expect(about('sign-in', findings)).toMatch(/\/sign-in sets __Host-gatehouse-browser without Secure -> /)
    expect(about('proxy', findings)).toMatch(/whoever sends X-Forwarded-For is believed/)
    const silent = await look1({ there: (headers) => void delete headers['x-forwarded-for'] })
    expect(about('proxy', silent)).toMatch(/the proxy does not say who comes -> Let the proxy set X-Forwarded-For/)
  })

  it('tells a certificate that nobody trusts, or that has expired', async () => {
    await secure(in300Days)
    setDefaultCACertificates(before)
    expect(about('public URL', await look1({}))).toMatch(
      /its certificate (?:is signed by nobody|comes without the one)/,
    )
    setDefaultCACertificates([...before, authority.certificate])
    const expired = await oddProxy(authority.issue({ names: ['localhost'], until: new Date(Date.now() - 86_400_000) }))
    afterwards(expired.close)
    const findings = await look1({}, { GATEHOUSE_PUBLIC_URL: `https://localhost:${expired.port}` })
    expect(about('public URL', findings)).toMatch(/its certificate has expired/)
  })
})

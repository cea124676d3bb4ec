/** Exactly one validator checks a token, chosen by its form, and its word is final. docs/protocol.md "Other issuers at the guard" */
import { describe, expect, it } from 'vitest'
import { type CustomVerifier, type GuardOptions, createGuard } from '../src/index.ts'
import {
  createSigner,
  goodClaims,
  issuer,
  localIssuer,
  refused,
  resource,
  sign,
  smallWorld,
  start,
  verdict,
} from './local-issuer.ts'
import { formOf } from './asking-world.ts'

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const elsewhere = 'https://login.example'

/** An issuer that is asked, and everything that it was asked about. */
const askingWorld = async (options: Partial<GuardOptions> = {}) => {
  const questions: string[] = []
  const signer = await createSigner()
  const authority = localIssuer([signer.jwk])
  const fetch: GuardOptions['fetch'] = async (url, init) => {
    if (!url.endsWith('/introspect')) return authority.fetch(url)
    questions.push(formOf(init).get('token') ?? '')
    return Response.json({ active: true, sub: 'x', client_id: 'c', scope: 'notes:read', aud: resource })
  }
  const introspection = { clientId: 'notes', clientSecret: 's', endpoint: `${elsewhere}/introspect` }
  const world = await smallWorld({ issuer: [issuer, { url: elsewhere, introspection }], fetch, ...options })
  return { ...world, signer, questions, token: (claims = {}, header = {}) => sign(signer, goodClaims(claims), header) }
}

describe('the form of a token chooses who checks it, and nobody else hears of it', () => {
  it('R21: a token that its own validator refuses goes to nobody’s introspection', async () => {
    const verifiers: CustomVerifier[] = [{ recognises: (token) => token.startsWith('own.'), verify: () => undefined }]
    const world = await askingWorld({ apiKeys: { prefix: 'sk_', keys: [] }, verifiers })
    const jose = await world.token()
    const [header, payload, signature] = jose.split('.')
    const tokens = [
      'sk_unknown',
      `sk_${jose}`,
      'own.x',
      await world.token({ exp: start }),
      await world.token({ iss: 'https://evil.example' }),
      await world.token({ iss: undefined }),
      await sign(await createSigner('k1'), goodClaims()),
      `${header}.${payload}`,
      `${header}.${payload}.${signature}.x.y`,
      `${encode({ alg: 'dir', enc: 'A256GCM' })}..iv.text.tag`,
      `${header}.${encode([goodClaims()])}.${signature}`,
      `${header}.bm8ganNvbg.${signature}`,
      `${header}.${Buffer.from(`{"iss":"${elsewhere}","iss":"${issuer}"}`).toString('base64url')}.${signature}`,
      `${header}.${Buffer.from(`{"iss":"${issuer}","iss":"${elsewhere}"}`).toString('base64url')}.${signature}`,
      `${header}.${Buffer.from(`{"iss":"${elsewhere}"}`.replace('{', '{"a":'.repeat(20))).toString('base64url')}.${signature}`,
    ]
    for (const token of tokens) expect(await verdict(await world.callWith(token))).toEqual(refused)
    expect(world.questions).toEqual([])
    expect(world.handled).toEqual([])
    const asked = ['opaque-token', 'a.b.c', 'eyJub3QiOiJqb3NlIn0.x', await world.token({ iss: elsewhere })]
    for (const token of asked) expect((await world.callWith(token)).status).toBe(200)
    expect(world.questions).toEqual(asked)
  })

  it('R10: a token of 16 KB is cut off, and a nested one costs no time', async () => {
    const world = await askingWorld()
    const begun = performance.now()
    const deep = `${encode({ alg: 'ES256' })}.${Buffer.from('['.repeat(11_000)).toString('base64url')}.x`
    for (const token of ['x'.repeat(16_385), 'x'.repeat(1_000_000), deep]) {
      expect(await verdict(await world.callWith(token))).toEqual(refused)
    }
    expect(performance.now() - begun).toBeLessThan(500)
    expect(world.questions).toEqual([])
  })

  it('R10: a header with a key twice is refused, however it is signed', async () => {
    const world = await askingWorld()
    const header = Buffer.from('{"alg":"none","alg":"ES256","kid":"k1","typ":"at+jwt"}').toString('base64url')
    const signed = `${header}.${encode(goodClaims())}`
    const mark = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      world.signer.privateKey,
      Buffer.from(signed),
    )
    const token = `${signed}.${Buffer.from(mark).toString('base64url')}`
    expect(await verdict(await world.callWith(token))).toEqual(refused)
  })

  it('R23: the same subject, jti and grant of two issuers are two callers; each takes its own keys alone', async () => {
    const [one, two] = [await createSigner('k1'), await createSigner('k1')]
    const [here, there] = [localIssuer([one.jwk]), localIssuer([two.jwk])]
    const seen: string[] = []
    const world = await smallWorld({
      issuer: [issuer, elsewhere],
      fetch: async (url) => {
        if (!url.startsWith(elsewhere)) return here.fetch(url)
        if (url.endsWith('/jwks')) return there.fetch(`${issuer}/jwks`)
        return Response.json({ issuer: elsewhere, jwks_uri: `${elsewhere}/jwks` })
      },
      onDecision: ({ caller }) => void seen.push(caller?.principal ?? 'nobody'),
    })
    const tokens = [
      await sign(one, goodClaims()),
      await sign(two, goodClaims({ iss: elsewhere })),
      await sign(one, goodClaims({ iss: elsewhere })),
      await sign(two, goodClaims()),
    ]
    const statuses = await Promise.all(tokens.map(async (token) => (await world.callWith(token)).status))
    expect(statuses).toEqual([200, 200, 401, 401])
    expect(seen.toSorted()).toEqual([`${issuer}|usr_alice`, `${elsewhere}|usr_alice`, 'nobody', 'nobody'].toSorted())
  })

  it('R23: no issuer may hold the mark that parts issuer and subject', () => {
    expect(() => createGuard({ resource, issuer: `${issuer}/a|b` })).toThrow(/holds "\|"/)
  })
})

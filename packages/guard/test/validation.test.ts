import { type CryptoKey, SignJWT, exportSPKI, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { createSigner, goodClaims, localIssuer, refused, resource, sign, smallWorld, verdict } from './local-issuer.ts'

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token is believed only if everything about it fits', () => {
  it('lets a good token through', async () => {
    const world = await smallWorld()
    const response = await world.callWith(await world.token())
    expect(await response.json()).toEqual({ subject: 'usr_alice' })
  })

  it('R2: an HMAC keyed with our public key, in any spelling, is refused', async () => {
    const world = await smallWorld()
    const { signer } = world
    const pem = await exportSPKI((await importJWK(signer.jwk, 'ES256', { extractable: true })) as CryptoKey)
    const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
    const secrets = [
      Buffer.from(pem),
      Buffer.from(pem.trim()),
      Buffer.from(` ${pem}`),
      der,
      Buffer.from(JSON.stringify(signer.jwk)),
    ]
    for (const secret of secrets) {
      for (const kid of [signer.kid, undefined]) {
        const header = { alg: 'HS256', typ: 'at+jwt', ...(kid === undefined ? {} : { kid }) }
        const token = await new SignJWT(goodClaims()).setProtectedHeader(header).sign(new Uint8Array(secret))
        expect(await verdict(await world.callWith(token))).toEqual(refused)
      }
    }
    const unsigned = `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(goodClaims())}`
    for (const token of [`${unsigned}.`, `${unsigned}.AAAA`]) {
      expect(await verdict(await world.callWith(token))).toEqual(refused)
    }
    expect(world.handled).toEqual([])
  })

  it('R3: an algorithm that fits the key but is not configured is refused', async () => {
    const rsa = await createSigner('rsa', 'RS384')
    const { alg: _, ...keyForAnyAlgorithm } = rsa.jwk
    const world = await smallWorld({ fetch: localIssuer([keyForAnyAlgorithm]).fetch })
    expect(await verdict(await world.callWith(await sign(rsa, goodClaims())))).toEqual(refused)

    const onlyRsa = await smallWorld({ algorithms: ['RS256'] })
    expect(await verdict(await onlyRsa.callWith(await onlyRsa.token()))).toEqual(refused)
    expect(onlyRsa.authority.asked).toEqual([])
  })

  it('R4: no kid among two keys, a path, SQL, 10 KB, a number or __proto__ as kid is refused with at most one more fetch', async () => {
    const world = await smallWorld()
    const other = await createSigner('k2')
    world.authority.publish([world.signer.jwk, other.jwk])
    expect((await world.callWith(await world.token())).status).toBe(200)
    const kids = [undefined, '../../etc/passwd', "' or 1=1 --", 'k'.repeat(10_000), '__proto__', 'constructor']
    for (const kid of kids) {
      expect(await verdict(await world.callWith(await world.token({}, { kid })))).toEqual(refused)
    }
    const withNumber = await new SignJWT(goodClaims())
      .setProtectedHeader(JSON.parse('{"alg":"ES256","typ":"at+jwt","kid":7}') as { alg: string })
      .sign(world.signer.privateKey)
    expect(await verdict(await world.callWith(withNumber))).toEqual(refused)
    expect(world.authority.jwksFetches()).toBeLessThanOrEqual(2)
  })

  it('R5: any critical extension is refused', async () => {
    const world = await smallWorld()
    const key = world.signer.privateKey
    const payload = encode(goodClaims())
    const extensions = [
      { crit: ['exp2'], exp2: 1 },
      { crit: [] },
      { crit: ['b64', 'b64'], b64: true },
      { crit: ['b64'], b64: false },
      { b64: true },
    ]
    for (const extension of extensions) {
      const signed = `${encode({ alg: 'ES256', kid: 'k1', typ: 'at+jwt', ...extension })}.${payload}`
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(signed))
      const token = `${signed}.${Buffer.from(signature).toString('base64url')}`
      expect(await verdict(await world.callWith(token))).toEqual(refused)
    }
    expect(world.handled).toEqual([])
  })

  it('R7: an audience that is not exactly this resource is refused', async () => {
    const world = await smallWorld()
    const wrong: unknown[] = [
      undefined,
      '',
      'https://other.example/mcp',
      'https://notes.example',
      'https://notes.example/',
      'https://notes.example/mcp/',
      'https://notes.example/mcp-evil',
      'https://notes.example/mc',
      'https://NOTES.example/mcp',
      'https://notes.example/MCP',
      'https://notes.example:443/mcp',
      { '0': resource },
      { [resource]: true },
      [],
      ['https://other.example/mcp'],
      [resource, 'https://other.example/mcp'],
      [[resource]],
      null,
      true,
    ]
    for (const aud of wrong) expect(await verdict(await world.callWith(await world.token({ aud })))).toEqual(refused)
    expect(world.handled).toEqual([])
    expect((await world.callWith(await world.token({ aud: [resource] }))).status).toBe(200)
  })

  it('R7: a token of another kind is refused, however well it is signed', async () => {
    const world = await smallWorld()
    const types = [
      undefined,
      'JWT',
      'jwt',
      'oauth-id-jag+jwt',
      'logout+jwt',
      'dpop+jwt',
      'at+jwt2',
      'x/at+jwt',
      '',
      ['at+jwt'],
    ]
    for (const typ of types)
      expect(await verdict(await world.callWith(await world.token({}, { typ })))).toEqual(refused)
    expect(world.handled).toEqual([])
    expect((await world.callWith(await world.token({}, { typ: 'application/AT+JWT' }))).status).toBe(200)
  })

  it('R8: an issuer that differs in one byte is refused', async () => {
    const world = await smallWorld()
    const wrong: unknown[] = [
      undefined,
      'https://auth.example/',
      'https://auth.exampl',
      'https://auth.example.evil',
      'HTTPS://auth.example',
      ['https://auth.example'],
      null,
    ]
    for (const iss of wrong) expect(await verdict(await world.callWith(await world.token({ iss })))).toEqual(refused)
    expect(world.handled).toEqual([])
  })

  it('R9: a time that is missing, no number, past, or too far ahead is refused', async () => {
    const world = await smallWorld()
    const now = world.clock.now
    const wrong: Record<string, unknown>[] = [
      { exp: undefined },
      { exp: String(now + 60) },
      { exp: 0 },
      { exp: null },
      { exp: -1 },
      { exp: now },
      { exp: now - 1 },
      { nbf: now + 61 },
      { nbf: 'soon' },
      { iat: now + 61 },
      { iat: undefined },
      { iat: '1' },
    ]
    for (const claims of wrong) expect(await verdict(await world.callWith(await world.token(claims)))).toEqual(refused)
    expect(world.handled).toEqual([])
    for (const claims of [{ exp: now + 1 }, { nbf: now + 60 }, { iat: now + 60 }]) {
      expect((await world.callWith(await world.token(claims))).status).toBe(200)
    }
  })

  it('R9: 1e400 and NaN as exp are refused', async () => {
    const world = await smallWorld()
    for (const exp of ['1e400', 'NaN', '9e15e1']) {
      const json = JSON.stringify(goodClaims({ exp: 'EXP' })).replace('"EXP"', exp)
      const signed = `${encode({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })}.${Buffer.from(json).toString('base64url')}`
      const signature = await crypto.subtle.sign(
        { name: 'ECDSA', hash: 'SHA-256' },
        world.signer.privateKey,
        Buffer.from(signed),
      )
      const token = `${signed}.${Buffer.from(signature).toString('base64url')}`
      expect(await verdict(await world.callWith(token))).toEqual(refused)
    }
  })

  it('refuses a token without subject, client or id, one bound to a key, and one with a scope that is no text', async () => {
    const world = await smallWorld()
    const wrong: Record<string, unknown>[] = [
      { sub: undefined },
      { sub: '' },
      { sub: 7 },
      { client_id: undefined },
      { jti: undefined },
      { grant_id: 7 },
      { grant_id: '' },
      { cnf: { jkt: 'x' } },
      { scope: ['notes:read'] },
      { scope: 'notes:read\u0000' },
    ]
    for (const claims of wrong) expect(await verdict(await world.callWith(await world.token(claims)))).toEqual(refused)
    expect(world.handled).toEqual([])
  })

  it('R10: nothing but the one compact spelling of a signed JWT passes', async () => {
    const world = await smallWorld()
    const good = await world.token()
    const [header = '', payload = '', signature = ''] = good.split('.')
    const last = signature.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const twin = `${signature.slice(0, -1)}${alphabet[alphabet.indexOf(last) + 1]}`
    const wrong = [
      `${header}.${payload}`,
      `${good}.`,
      `${good}.x`,
      `${good}..`,
      `.${payload}.${signature}`,
      `${header}..${signature}`,
      `${good}=`,
      `${header}=.${payload}.${signature}`,
      `${header}.${payload}.${twin}`,
      `${header}.${payload}.${signature.slice(0, -2)}`,
      `${header}.${payload}.${signature}AA`,
      `${header}.${payload}.key.iv.tag`,
      'null',
      '[]',
      `${encode(null)}.${payload}.${signature}`,
    ]
    for (const token of wrong) expect(await verdict(await world.callWith(token))).toEqual(refused)
    const doubled = `{"iss":"https://evil.example",${JSON.stringify(goodClaims()).slice(1)}`
    const signed = `${header}.${Buffer.from(doubled).toString('base64url')}`
    const mark = await crypto.subtle.sign(
      { name: 'ECDSA', hash: 'SHA-256' },
      world.signer.privateKey,
      Buffer.from(signed),
    )
    expect(await verdict(await world.callWith(`${signed}.${Buffer.from(mark).toString('base64url')}`))).toEqual(refused)
    expect(world.handled).toEqual([])
  })

  it('refuses a token that another key signed under a published kid', async () => {
    const world = await smallWorld()
    const thief = await createSigner('k1')
    expect(await verdict(await world.callWith(await sign(thief, goodClaims())))).toEqual(refused)
  })

  it('R19: secrets, private halves, encryption keys and short RSA keys of a JWKS verify nothing', async () => {
    const rsa = await createSigner('rsa', 'RS256')
    const good = await createSigner('good')
    const spoilt = [
      { ...rsa.jwk, n: rsa.jwk.n?.slice(0, 86) ?? '' },
      { ...rsa.jwk, use: 'enc' },
      { ...rsa.jwk, d: 'AQAB' },
      { ...rsa.jwk, kty: 'oct', k: 'c2VjcmV0' },
    ]
    for (const jwk of spoilt) {
      const world = await smallWorld({ fetch: localIssuer([jwk, good.jwk]).fetch })
      expect(await verdict(await world.callWith(await sign(rsa, goodClaims())))).toEqual(refused)
      expect((await world.callWith(await sign(good, goodClaims()))).status).toBe(200)
    }
    const doubled = await smallWorld({
      fetch: localIssuer([good.jwk, { ...rsa.jwk, kid: 'good' }, { ...good.jwk }]).fetch,
    })
    expect(await verdict(await doubled.callWith(await sign(good, goodClaims())))).toEqual(refused)
  })
})

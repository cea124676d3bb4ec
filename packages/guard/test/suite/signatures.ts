/** The suite, part three: how a token must be signed, by which key, in which one spelling. */
import { type CryptoKey, SignJWT, exportSPKI, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { createSigner, goodClaims, localIssuer, sign } from '../local-issuer.ts'
import type { Adapter } from './adapter.ts'
import { encode, expectAdmitted, refused, verdict, worldsOn } from './world.ts'

export const proveSignatures = (adapter: Adapter): void => {
  const open = worldsOn(adapter)

  describe('a token is believed only as it was signed', () => {
    it('R2: an HMAC keyed with our public key, in any spelling, is refused', async () => {
      const world = await open()
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
          expect(verdict(await world.callWith(token))).toEqual(refused)
        }
      }
      const unsigned = `${encode({ alg: 'none', typ: 'at+jwt' })}.${encode(goodClaims())}`
      for (const token of [`${unsigned}.`, `${unsigned}.AAAA`]) {
        expect(verdict(await world.callWith(token))).toEqual(refused)
      }
      expect(world.handled).toEqual([])
    })

    it('R3: an algorithm that fits the key but is not configured is refused', async () => {
      const rsa = await createSigner('rsa', 'RS384')
      const { alg: _, ...keyForAnyAlgorithm } = rsa.jwk
      const world = await open({ fetch: localIssuer([keyForAnyAlgorithm]).fetch })
      expect(verdict(await world.callWith(await sign(rsa, goodClaims())))).toEqual(refused)

      const onlyRsa = await open({ algorithms: ['RS256'] })
      expect(verdict(await onlyRsa.callWith(await onlyRsa.token()))).toEqual(refused)
      expect(onlyRsa.authority.asked).toEqual([])
    })

    it('R4: no kid among two keys, a path, SQL, 10 KB, a number or __proto__ as kid is refused with at most one more fetch', async () => {
      const world = await open()
      const other = await createSigner('k2')
      world.authority.publish([world.signer.jwk, other.jwk])
      expectAdmitted(await world.callWith(await world.token()))
      const kids = [undefined, '../../etc/passwd', "' or 1=1 --", 'k'.repeat(10_000), '__proto__', 'constructor']
      for (const kid of kids) {
        expect(verdict(await world.callWith(await world.token({}, { kid })))).toEqual(refused)
      }
      const withNumber = await new SignJWT(goodClaims())
        .setProtectedHeader(JSON.parse('{"alg":"ES256","typ":"at+jwt","kid":7}') as { alg: string })
        .sign(world.signer.privateKey)
      expect(verdict(await world.callWith(withNumber))).toEqual(refused)
      expect(world.authority.jwksFetches()).toBeLessThanOrEqual(2)
    })

    it('R5: any critical extension is refused', async () => {
      const world = await open()
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
        expect(verdict(await world.callWith(token))).toEqual(refused)
      }
      expect(world.handled).toEqual([])
    })

    it('R10: nothing but the one compact spelling of a signed JWT passes', async () => {
      const world = await open()
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
      for (const token of wrong) expect(verdict(await world.callWith(token))).toEqual(refused)
      const doubled = `{"iss":"https://evil.example",${JSON.stringify(goodClaims()).slice(1)}`
      const signed = `${header}.${Buffer.from(doubled).toString('base64url')}`
      const mark = await crypto.subtle.sign(
        { name: 'ECDSA', hash: 'SHA-256' },
        world.signer.privateKey,
        Buffer.from(signed),
      )
      expect(verdict(await world.callWith(`${signed}.${Buffer.from(mark).toString('base64url')}`))).toEqual(refused)
      expect(world.handled).toEqual([])
    })

    it('R11: an ECDSA signature of zeros, in DER, cut short or made longer, is refused', async () => {
      const world = await open()
      const [header = '', payload = '', text = ''] = (await world.token()).split('.')
      const signature = Buffer.from(text, 'base64url')
      const [r, s] = [signature.subarray(0, 32), signature.subarray(32)]
      const zero = Buffer.alloc(32)
      const integer = (bytes: Buffer) => {
        const positive = Buffer.concat([Buffer.from([0]), bytes])
        return Buffer.concat([Buffer.from([2, positive.length]), positive])
      }
      const content = Buffer.concat([integer(r), integer(s)])
      const wrong = [
        Buffer.concat([zero, zero]),
        Buffer.concat([zero, s]),
        Buffer.concat([r, zero]),
        Buffer.concat([Buffer.from([0x30, content.length]), content]),
        signature.subarray(0, 63),
        Buffer.concat([signature, Buffer.from([0])]),
        Buffer.concat([zero, signature]),
        Buffer.concat([s, r]),
      ]
      for (const one of wrong) {
        const token = `${header}.${payload}.${one.toString('base64url')}`
        expect(verdict(await world.callWith(token))).toEqual(refused)
      }
      expect(world.handled).toEqual([])
    })

    it('refuses a token that another key signed under a published kid', async () => {
      const world = await open()
      const thief = await createSigner('k1')
      expect(verdict(await world.callWith(await sign(thief, goodClaims())))).toEqual(refused)
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
        const world = await open({ fetch: localIssuer([jwk, good.jwk]).fetch })
        expect(verdict(await world.callWith(await sign(rsa, goodClaims())))).toEqual(refused)
        expectAdmitted(await world.callWith(await sign(good, goodClaims())))
      }
      const doubled = await open({
        fetch: localIssuer([good.jwk, { ...rsa.jwk, kid: 'good' }, { ...good.jwk }]).fetch,
      })
      expect(verdict(await doubled.callWith(await sign(good, goodClaims())))).toEqual(refused)
    })
  })
}

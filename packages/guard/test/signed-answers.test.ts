/** Introspection answers that are signed: by the issuer, for us, of now, or they are none. RFC 9701 */
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { askingWorld, credentials, good, unavailable } from './asking-world.ts'
import { type Signer, createSigner, issuer, resource, start, verdict } from './local-issuer.ts'

type Json = Record<string, unknown>

describe('a signed answer', () => {
  const signed = (signer: Signer, changes: { claims?: Json; header?: Json; answer?: Json } = {}): Promise<string> =>
    new SignJWT({
      iss: issuer,
      aud: resource,
      iat: start + 10,
      token_introspection: good(changes.answer),
      ...changes.claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'token-introspection+jwt', ...changes.header })
      .sign(signer.privateKey)
  const type = { 'content-type': 'application/token-introspection+jwt; charset=utf-8' }

  it('is asked for, and believed', async () => {
    const world = await askingWorld({}, { answers: 'signed' })
    for (const [n, aud] of [resource, credentials.clientId, [credentials.clientId]].entries()) {
      world.answer(async () => new Response(await signed(world.signer, { claims: { aud } }), { headers: type }))
      expect(await world.status(`opaque-${n}`)).toBe(200)
    }
    expect(world.asked[0]?.headers.get('accept')).toBe('application/token-introspection+jwt')
  })

  it('is believed, too, where none was asked for', async () => {
    const world = await askingWorld()
    world.answer(async () => new Response(await signed(world.signer, { answer: { active: false } }), { headers: type }))
    expect(await world.status()).toBe(401)
  })

  it('R21: is nothing without its signature, of another issuer, type or time, or for somebody else', async () => {
    const world = await askingWorld({}, { answers: 'signed' })
    const thief = await createSigner('k1')
    const wrong: (() => Promise<Response>)[] = [
      async () => Response.json(good()),
      async () => new Response(await signed(thief), { headers: type }),
      ...[
        { claims: { iss: 'https://evil.example' } },
        { claims: { aud: 'https://other.example/mcp' } },
        { claims: { aud: undefined } },
        { claims: { iat: start - 100 } },
        { claims: { iat: start + 100 } },
        { claims: { iat: undefined } },
        { header: { typ: 'at+jwt' } },
        { header: { typ: 'JWT' } },
        { header: { kid: 'k2' } },
      ].map((changes) => async () => new Response(await signed(world.signer, changes), { headers: type })),
    ]
    for (const answer of wrong) {
      world.answer(answer)
      expect(await verdict(await world.callWith('opaque'))).toEqual(unavailable)
    }
    expect(world.handled).toEqual([])
  })
})

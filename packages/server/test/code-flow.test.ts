/** The main job as a story: an app registers, a person signs in and allows it, the app gets tokens for exactly this server. */
import { createBrowser, createPerson, smallWorld } from '@gatehouse/testkit'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'

describe('the code flow', () => {
  it('gives an app tokens for exactly the server that the person allowed', async () => {
    const { alice, app } = await smallWorld()
    const tokens = await app.redeem(await app.sendToSignIn(alice))
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'files:read' })
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      iss: 'https://auth.example',
      aud: 'https://files.example/mcp',
      client_id: app.clientId,
      scope: 'files:read',
    })
    const renewed = await app.refresh(tokens)
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token)
  })

  it('works below a path, too: links, forms, cookies and answers stay there', async () => {
    const { alice, app } = await smallWorld({ issuer: 'https://example.com/auth' })
    const answer = app.readAnswer(await alice.approve(await alice.browser.open(app.authorizationUrl())))
    expect(answer.get('iss')).toBe('https://example.com/auth')
    expect(await app.redeem(answer.get('code') ?? '')).toMatchObject({ token_type: 'Bearer' })
    expect((await alice.openAccount()).words).toContain('Example App')
  })

  it('takes five requests, the sign-in and the decision included', async () => {
    const { alice, app, fetch, origin } = await smallWorld()
    const seen: string[] = []
    const counted: typeof fetch = (request, peer) => {
      seen.push(`${request.method} ${new URL(request.url).pathname}`)
      return fetch(request, peer)
    }
    const browser = createBrowser({ fetch: counted, origin, address: '192.0.2.1' })
    const person = createPerson({ name: alice.name, password: alice.password, browser, issuer: origin })
    await app.sendToSignIn(person)
    expect([...seen, 'POST /token']).toEqual([
      'GET /authorize',
      'POST /sign-in',
      'GET /consent',
      'POST /consent',
      'POST /token',
    ])
  })
})

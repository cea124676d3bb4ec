/** The main job as a story: an app registers, a person signs in and allows it, the app gets tokens for exactly this server. */
import { smallWorld } from '@gatehouse/testkit'
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
})

/** Group J: revocation. */
import { faultyStore, smallWorld, type Tokens, type World } from '@gatehouse/testkit'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { expectJsonError, refusedWith } from './outcomes.ts'

const connected = async (world: World): Promise<Tokens> => world.app.redeem(await world.app.sendToSignIn(world.alice))
const hasEnded = (world: World, { access_token }: Tokens): Promise<boolean> => {
  const { grant_id, jti } = decodeJwt<{ grant_id: string; jti: string }>(access_token)
  return world.issuer.token.hasEnded({ grantId: grant_id, jti })
}

describe('revocation', () => {
  it('J8: an unknown token is 200, a missing one invalid_request', async () => {
    const world = await smallWorld()
    await world.unchanged(async () => {
      for (const token of ['x', 'rft_x.y', 'a.b.c', `rft_${'0'.repeat(26)}.${'A'.repeat(43)}`])
        await world.app.revoke(token)
      for (const token of [undefined, '']) {
        await expectJsonError(await world.app.post('/revoke', { token }), 400, 'invalid_request')
      }
    })
  })

  it('J9: another client’s token is refused, and stays alive', async () => {
    const world = await smallWorld()
    const tokens = await connected(world)
    const other = await world.register()
    await world.unchanged(async () => {
      for (const token of [tokens.refresh_token ?? '', tokens.access_token]) {
        await expect(other.revoke(token)).rejects.toMatchObject(refusedWith(400, 'invalid_request'))
      }
    })
    expect(await hasEnded(world, tokens)).toBe(false)
    expect(await world.app.refresh(tokens)).toBeDefined()
  })

  it('J10: a refresh token ends its grant with every token of it, and no other grant', async () => {
    const world = await smallWorld()
    const [tokens, other] = [await connected(world), await connected(world)]
    await world.app.revoke(tokens.refresh_token ?? '', { token_type_hint: 'access_token' })
    expect([await hasEnded(world, tokens), await hasEnded(world, other)]).toEqual([true, false])
    await expect(world.app.refresh(tokens)).rejects.toMatchObject({ error: 'invalid_grant' })
    await world.app.revoke(tokens.refresh_token ?? '')
  })

  it('J10: an access token ends alone', async () => {
    const world = await smallWorld()
    const tokens = await connected(world)
    await world.app.revoke(tokens.access_token, { token_type_hint: 'refresh_token' })
    expect(await hasEnded(world, tokens)).toBe(true)
    const next = await world.app.refresh(tokens)
    expect(await hasEnded(world, next)).toBe(false)
  })

  it('J10: a store that fails is 503 with Retry-After, never a false 200', async () => {
    let shaky: ReturnType<typeof faultyStore> | undefined
    const world = await smallWorld({
      around(store) {
        shaky = faultyStore(store)
        return shaky.store
      },
    })
    for (const which of ['refresh_token', 'access_token'] as const) {
      const first = await connected(world)
      shaky?.faults.reset()
      await world.app.revoke(first[which] ?? '')
      const steps = shaky?.faults.operations.length ?? 0
      expect(steps).toBeGreaterThan(1)
      for (let failAt = 1; failAt <= steps; failAt += 1) {
        const tokens = await connected(world)
        shaky?.faults.arm({ failAt, when: 'before' })
        const response = await world.app.post('/revoke', { token: tokens[which] })
        expect(response.headers.get('Retry-After')).toBe('2')
        await expectJsonError(response, 503, 'temporarily_unavailable')
        shaky?.faults.reset()
      }
    }
  })
})

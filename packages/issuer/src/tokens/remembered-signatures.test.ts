import { createHash } from 'node:crypto'
import { epochSeconds } from '@gatehouse/protocol/time'
import { describe, expect, it } from 'vitest'
import type { Digest } from '../ports/digest.ts'
import { rememberedSignatures } from './remembered-signatures.ts'

const digest: Digest = {
  sha256: (text) => createHash('sha256').update(text).digest('base64url'),
  hmac: () => '',
  equal: (a, b) => a === b,
}

/** A signer that knows tokens beginning with `ours`, and counts. */
const world = () => {
  const clock = { at: 1_800_000_000 }
  const asked: string[] = []
  const find = rememberedSignatures({
    digest,
    clock: { now: () => epochSeconds(clock.at) },
    signer: {
      algorithms: () => ['ES256'],
      sign: async () => '',
      async verifyOwn(_typ, token) {
        asked.push(token)
        return token.startsWith('ours') ? { token } : undefined
      },
    },
  })
  return { clock, asked, find }
}

describe('remembered signatures', () => {
  it('are verified once in a minute, and then again: a key may have been withdrawn', async () => {
    const { clock, asked, find } = world()
    expect([await find('ours'), await find('ours')]).toEqual([{ token: 'ours' }, { token: 'ours' }])
    expect(asked).toEqual(['ours'])
    clock.at += 59
    await find('ours')
    expect(asked).toEqual(['ours'])
    clock.at += 1
    await find('ours')
    expect(asked).toEqual(['ours', 'ours'])
  })

  it('do not hold what is none, and never look at what is longer than any token of ours', async () => {
    const { asked, find } = world()
    expect([await find('x'), await find('x'), await find(`ours${'x'.repeat(1024 * 1024)}`)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(asked).toEqual(['x', 'x'])
  })

  it('are bounded: the oldest goes first', async () => {
    const { asked, find } = world()
    for (let token = 0; token < 4097; token += 1) await find(`ours ${token}`)
    asked.length = 0
    await find('ours 4096')
    await find('ours 1')
    expect(asked).toEqual([])
    await find('ours 0')
    expect(asked).toEqual(['ours 0'])
  })
})

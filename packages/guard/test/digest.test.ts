import { expect, it } from 'vitest'
import { sha256 as anywhere } from '../src/digest-anywhere.ts'
import { sha256 as onNode } from '../src/digest-node.ts'

it('both digests say the same', async () => {
  expect(onNode('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0')
  for (const text of ['', 'abc', 'ü€😀', 'x'.repeat(16_384)]) expect(await anywhere(text)).toBe(onNode(text))
})

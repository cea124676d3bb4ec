/** The reference of the gateway's servers is the schema's own. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { gatewayReference, gatewayReferencePath } from './gateway-reference.ts'

it('docs/reference/gateway.md says what the schema says: else run tools/gateway-reference.ts', () => {
  expect(readFileSync(gatewayReferencePath, 'utf8')).toBe(gatewayReference())
})

/** The reference of the configuration is the schema's own. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { configReference, referencePath } from './config-reference.ts'

it('docs/reference/configuration.md says what the schema says: else run tools/config-reference.ts', () => {
  expect(readFileSync(referencePath, 'utf8')).toBe(configReference())
})

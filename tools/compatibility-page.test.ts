import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { recordedClients } from '../conformance/clients/index.ts'
import { compatibilityPage, pagePath } from './compatibility-page.ts'

it('docs/clients.md is what the data say', () => {
  expect(readFileSync(pagePath, 'utf8')).toBe(compatibilityPage())
})

it('names each client once', () => {
  const ids = recordedClients.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { bundle } from './bundle.ts'

it('the guard for web requests, with all it depends on, stays under 60 kB minified and gzipped', async () => {
  const code = await bundle(`export { createGuard, requireCaller } from '../src/index.ts'`, ['workerd'])
  expect(gzipSync(code).byteLength).toBeLessThan(60_000)
  // Something would be wrong with the measure itself.
  expect(gzipSync(code).byteLength).toBeGreaterThan(5_000)
}, 60_000)

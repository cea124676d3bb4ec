/** Programs that people type at a command line, as they are published: each opens the browser by itself, calls tools, and steps up. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser } from './world/browser.ts'
import { openDesktop, type Desktop } from './world/desktop.ts'
import { openInspector } from './world/inspector.ts'
import { openMcpRemote } from './world/mcp-remote.ts'
import { startProduct, type Product } from './world/product.ts'
import type { Visitor } from './world/visitor.ts'

let product: Product
let browser: Browser
let desktop: Desktop

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

beforeEach(async () => {
  desktop = await openDesktop(await browser.newContext())
})

afterEach(() => desktop.close())

const inspected = (era: 'legacy' | 'modern') => ({ url: product.mcp, scopes: 'files:read', era })

const programs: readonly (readonly [string, () => Promise<Visitor>])[] = [
  ['mcp-remote', () => openMcpRemote(desktop, product.mcp)],
  ['the Inspector on the 2025-11-25 wire', () => openInspector(desktop, inspected('legacy'))],
  ['the Inspector on the 2026-07-28 wire', () => openInspector(desktop, inspected('modern'))],
]

describe.each(programs)('%s', (_name, open) => {
  it('gets in by the browser that it opens, calls, and steps up for a write', async () => {
    const visitor = await open()
    expect(await visitor.tools()).toContain('whoami')
    expect(await visitor.call('whoami')).toContain('with files:read.')
    expect(desktop.opened).toHaveLength(1)
    expect(await visitor.call('write_file', { path: 'note.txt', content: 'from a step-up' })).not.toContain(
      'isError":true',
    )
    expect(desktop.opened).toHaveLength(2)
    expect(desktop.opened[1]?.searchParams.get('scope')?.split(' ')).toContain('files:write')
    expect(await visitor.call('read_file', { path: 'note.txt' })).toContain('from a step-up')
    await visitor.close()
  })
})

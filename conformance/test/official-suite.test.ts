/** The official conformance suite against the product: both authorization-server scenarios in every variant. The suite registers nothing and opens no browser: we do. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { letIn, openBrowser } from './world/browser.ts'
import { startProduct, type Product } from './world/product.ts'
import { freePort } from './world/program.ts'

const suite = fileURLToPath(import.meta.resolve('@modelcontextprotocol/conformance/package.json')).replace(
  'package.json',
  'dist/index.js',
)

let product: Product
let browser: Browser

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const registerDynamically = async (callback: string): Promise<string> => {
  const answer = await fetch(`${product.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Official suite',
      redirect_uris: [callback],
      token_endpoint_auth_method: 'none',
    }),
  })
  const { client_id } = (await answer.json()) as { client_id: string }
  return client_id
}

const cli = fileURLToPath(new URL('../../packages/cli/bin/gatehouse.js', import.meta.url))

const preRegister = async (callback: string): Promise<string> => {
  const id = `suite-${new URL(callback).port}`
  const words = ['clients', 'add', '--id', id, '--name', 'Official suite', '--redirect-uri', callback, '--public']
  await run([process.execPath, '--conditions=gatehouse:source', cli, ...words], {
    GATEHOUSE_DATA_DIR: product.dataDirectory,
  })
  return id
}

/** Resolves with everything printed; `seen` hears every piece at once. */
const run = async (
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  seen?: (text: string) => void,
): Promise<string> => {
  const [program = '', ...words] = command
  const child = spawn(program, words, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed: string[] = []
  const hear = (piece: Buffer) => {
    printed.push(piece.toString())
    seen?.(printed.join(''))
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const code = await new Promise((resolve) => child.on('close', resolve))
  if (code !== 0) throw new Error(`${words.slice(0, 4).join(' ')} ended with ${String(code)}:\n${printed.join('')}`)
  return printed.join('')
}

const variants = ['2025-11-25', '2026-07-28'].flatMap((revision) =>
  [true, false].flatMap((namesResource) =>
    [registerDynamically, preRegister].map((register) => ({ revision, namesResource, register })),
  ),
)

describe('the official suite, authorization server', () => {
  it.each(variants)(
    'passes at $revision, resource named: $namesResource, $register.name',
    async ({ revision, namesResource, register }) => {
      const port = await freePort()
      const client = await register(`http://127.0.0.1:${port}/callback`)
      const context = await browser.newContext()
      const words = [
        'authorization',
        '--url',
        product.issuer,
        '--client-id',
        client,
        '--port',
        String(port),
        '--spec-version',
        revision,
      ]
      const approving: Promise<unknown>[] = []
      const printed = await run(
        [process.execPath, suite, ...words, ...(namesResource ? ['--resource', product.mcp] : [])],
        {},
        (text) => {
          const link = /^http:\/\/localhost\S+\/authorize\S*$/m.exec(text)?.[0]
          if (link && approving.length === 0) approving.push(letIn(context, link))
        },
      )
      await Promise.all(approving)
      await context.close()
      expect(printed).toMatch(/✓ authorization-server-metadata-endpoint: \d+ passed, 0 failed/)
      expect(printed).toMatch(/✓ authorization-code-grant: 1 passed, 0 failed/)
      expect(printed).toMatch(/^Total: 3 passed, 0 failed$/m)
      expect(printed).not.toMatch(/SKIPPED|FAILURE/)
    },
    120_000,
  )
})

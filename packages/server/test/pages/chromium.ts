/** A real Chromium and a small site of our pages on loopback, for tests that need both. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page as Tab,
} from 'playwright-core'
import { pageHeaders, type Page } from '../../src/pages/page.ts'
import { houseBrand } from './sample.ts'

interface Launch {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export const launchChromium = ({ args = [], env = {} }: Launch = {}): Promise<Browser> =>
  chromium.launch({
    env: { ...process.env, ...env },
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...args,
    ],
  })

/** Visits in a fresh profile, and leaves nothing behind. */
export const within = async <Result>(
  browser: Browser,
  options: BrowserContextOptions,
  visit: (tab: Tab, context: BrowserContext) => Promise<Result>,
): Promise<Result> => {
  const context = await browser.newContext(options)
  try {
    return await visit(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

/** What the browser complains about from now on: scripts, policies. The status that a page itself has is no complaint. */
export const complaintsOf = (tab: Tab): readonly string[] => {
  const complaints: string[] = []
  tab.on('console', (message) => {
    if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text())
  })
  tab.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

export interface Posted {
  readonly path: string
  readonly origin: string | undefined
  readonly referer: string | undefined
  readonly form: readonly (readonly [string, string])[]
}

export interface Site {
  readonly origin: string
  /** Every form that arrived. */
  readonly posts: Posted[]
  readonly close: () => Promise<void>
}

/** `find` gives the page of a path: a Page of ours with its headers, or plain HTML as a stranger would serve it. */
export const startSite = async (find: (path: string) => Page | string | undefined): Promise<Site> => {
  const posts: Posted[] = []
  const server = createServer((request, response) => {
    void answer(request, response, { find, posts })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the site has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    posts,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Answering {
  readonly find: (path: string) => Page | string | undefined
  readonly posts: Posted[]
}

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  { find, posts }: Answering,
): Promise<void> => {
  const path = (request.url ?? '/').replace(/\?.*/, '')
  if (request.method === 'POST') {
    posts.push(await readPost(path, request))
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>posted</title>')
    return
  }
  const asset = houseBrand.assets.find((candidate) => candidate.path === path)
  const found = find(path)
  if (asset) response.writeHead(200, asset.headers).end(asset.body)
  else if (typeof found === 'string') response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(found)
  else response.writeHead(found?.status ?? 404, found && pageHeaders(found)).end(found?.html)
}

const readPost = async (path: string, request: IncomingMessage): Promise<Posted> => {
  const body = await text(request)
  const { origin, referer } = request.headers
  return { path, origin, referer, form: [...new URLSearchParams(body)] }
}

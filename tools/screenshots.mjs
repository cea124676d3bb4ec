// Takes the pictures in docs/screenshots: every page that a person meets, light, dark and on a phone. Run by hand after a page has changed:
// node --conditions=gatehouse:source tools/screenshots.mjs [name of a page]...
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { smallPng } from './small-png.mjs'
import { pageHeaders } from '../packages/server/src/pages/page.ts'
import { samples } from '../packages/server/test/pages/samples.ts'

const shown = [
  'setup',
  'sign-in',
  'sign-in-wrong',
  'consent',
  'consent-web',
  'consent-remembered',
  'connected-apps',
  'error',
  'signed-out',
  'home',
]
const views = {
  light: { viewport: { width: 1024, height: 760 }, colorScheme: 'light' },
  dark: { viewport: { width: 1024, height: 760 }, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: 'light', deviceScaleFactor: 2 },
}
const largest = 120_000
const folder = fileURLToPath(new URL('../docs/screenshots/', import.meta.url))

// The system font of a bare server is ugly: where Inter is installed, it stands in for the one a reader would see.
const fonts = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family" compare="not_eq" qual="all"><string>ui-monospace</string></test>
<edit name="family" mode="prepend" binding="strong"><string>Inter</string></edit></match>
<match target="pattern"><test name="family"><string>ui-monospace</string></test>
<edit name="family" mode="assign" binding="strong"><string>DejaVu Sans Mono</string></edit></match>
</fontconfig>`

const wanted = process.argv.slice(2)
const pages = samples.filter(({ name }) => (wanted.length > 0 ? wanted : shown).includes(name))
const scratch = await mkdtemp(join(tmpdir(), 'screenshots-'))
await writeFile(join(scratch, 'fonts.conf'), fonts)
await mkdir(folder, { recursive: true })

const server = createServer((request, response) => {
  const page = pages.find(({ name }) => request.url === `/${name}`)?.make()
  response.writeHead(page?.status ?? 404, page ? pageHeaders(page) : {}).end(page?.html)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--font-render-hinting=none',
  ],
  env: { ...process.env, FONTCONFIG_FILE: join(scratch, 'fonts.conf') },
})
let tooLarge = 0
for (const [view, options] of Object.entries(views)) {
  const context = await browser.newContext({ ...options, javaScriptEnabled: false })
  for (const { name } of pages) {
    const tab = await context.newPage()
    await tab.goto(`http://127.0.0.1:${server.address().port}/${name}`)
    const path = join(folder, `${name}-${view}.png`)
    const picture = smallPng(await tab.screenshot({ fullPage: true }))
    await writeFile(path, picture)
    const size = picture.length
    if (size > largest) tooLarge += 1
    console.log(`${String(size).padStart(7)} ${name}-${view}.png${size > largest ? ' TOO LARGE' : ''}`)
    await tab.close()
  }
  await context.close()
}
await browser.close()
server.close()
await rm(scratch, { recursive: true })
process.exitCode = tooLarge > 0 ? 1 : 0

// Takes the pictures in docs/screenshots: every page that a person meets, light, dark and on a phone. Run by hand after a page has changed:
// node --conditions=gatehouse:source tools/screenshots.ts [name of a page]...
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BrowserContextOptions } from 'playwright-core'
import { launchChromium, startSite, within } from '../packages/server/test/pages/chromium.ts'
import { sampleAt, samples } from '../packages/server/test/pages/samples.ts'
import { smallPng } from './small-png.ts'

const told = [
  'setup',
  'sign-in',
  'sign-in-wrong',
  'consent',
  'consent-web',
  'consent-known',
  'consent-identity',
  'consent-remembered',
  'account',
  'password',
  'connected-apps',
  'error',
  'logout',
  'signed-out',
  'home',
]
const views: Readonly<Record<string, BrowserContextOptions>> = {
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

const wanted = process.argv.length > 2 ? process.argv.slice(2) : told
const names = samples.map(({ name }) => name).filter((name) => wanted.includes(name))
const scratch = await mkdtemp(join(tmpdir(), 'screenshots-'))
await writeFile(join(scratch, 'fonts.conf'), fonts)
await mkdir(folder, { recursive: true })
const site = await startSite((path) => sampleAt(path)?.make())
const browser = await launchChromium({
  args: ['--font-render-hinting=none'],
  env: { FONTCONFIG_FILE: join(scratch, 'fonts.conf') },
})

const take = async (name: string, view: string): Promise<number> =>
  within(browser, { ...views[view], javaScriptEnabled: false }, async (tab) => {
    await tab.goto(`${site.origin}/${name}`)
    const picture = smallPng(await tab.screenshot({ fullPage: true }))
    await writeFile(join(folder, `${name}-${view}.png`), picture)
    return picture.length
  })

for (const [name, view] of names.flatMap((each) => Object.keys(views).map((look) => [each, look] as const))) {
  const size = await take(name, view)
  if (size > largest) process.exitCode = 1
  console.log(`${String(size).padStart(7)} ${name}-${view}.png${size > largest ? ' is too large' : ''}`)
}
await browser.close()
await site.close()
await rm(scratch, { recursive: true })

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintsOf, launchChromium, startSite, within, type Site } from './pages/chromium.ts'
import { saying } from './pages/edits.ts'
import { distinctSamples, sampleAt } from './pages/samples.ts'

let browser: Browser
let site: Site
beforeAll(async () => {
  browser = await launchChromium()
  site = await startSite((path) => (path === '/framing' ? framing(site.origin) : sampleAt(path)?.make()))
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

const framing = (origin: string) => `<!doctype html><iframe src="${origin}/consent"></iframe>`

describe('strangers', () => {
  it('B4: cannot put a page into a frame, and neither can we', async () => {
    const stranger = await startSite(() => framing(site.origin))
    await within(browser, {}, async (tab) => {
      for (const origin of [stranger.origin, site.origin]) {
        await tab.goto(`${origin}/framing`)
        await expect.poll(() => tab.frames()[1]?.url()).toBe('chrome-error://chromewebdata/')
      }
    })
    await stranger.close()
  })

  const hit = 'window.hits=(window.hits||0)+1'
  const attacks = [
    `<img src=x onerror=${hit}>`,
    `"><script>${hit}</script>`,
    `' autofocus onfocus='${hit}`,
    `" autofocus onfocus="${hit}`,
    `</title></style></textarea></script><svg onload=${hit}>`,
    `javascript:${hit}`,
    `<iframe srcdoc="<script>parent.${hit}</script>">`,
  ]

  it('B8: run nothing from any stored field, not even where the policy is missing', { timeout: 90_000 }, async () => {
    const attacked = await startSite((path) => {
      const [, policy, first, name] = path.split('/')
      const turned = [...attacks.slice(Number(first)), ...attacks.slice(0, Number(first))]
      const page = sampleAt(`/${name}`)?.make(saying(...turned))
      return policy === 'without' ? page?.html : page
    })
    await within(browser, {}, async (tab) => {
      const requests: string[] = []
      tab.on('request', (request) => requests.push(request.url()))
      for (const path of distinctSamples.flatMap(({ name }) => [
        `/without/0/${name}`,
        `/without/4/${name}`,
        `/with/2/${name}`,
      ])) {
        await tab.goto(`${attacked.origin}${path}`)
        expect([path, await tab.evaluate('window.hits')]).toEqual([path, undefined])
      }
      const ours = (url: string) => /\/with(out)?\/\d\/[a-z-]+$|\/assets\/icon-[0-9a-f]+\.svg$/.test(url)
      expect(requests.filter((url) => !ours(url))).toEqual([])
    })
    await attacked.close()
  })

  it('B8: run nothing even where an escape were forgotten', async () => {
    const broken = await startSite(() => {
      const page = sampleAt('/consent')?.make()
      return (
        page && {
          ...page,
          html: page.html.replace(
            '</main>',
            `<script>${hit}</script>${attacks.join('')}<style>body{display:none}</style></main>`,
          ),
        }
      )
    })
    await within(browser, {}, async (tab) => {
      const complaints = complaintsOf(tab)
      await tab.goto(broken.origin)
      await expect.poll(() => complaints.length).toBeGreaterThan(3)
      expect(await tab.evaluate('[window.hits, getComputedStyle(document.body).display]')).toEqual([undefined, 'flex'])
    })
    await broken.close()
  })

  it('B9: have no picture of theirs loaded', async () => {
    const far = await startSite(() => '<svg xmlns="http://www.w3.org/2000/svg"/>')
    const asked: string[] = []
    const broken = await startSite(() => {
      const page = sampleAt('/consent')?.make()
      return page && { ...page, html: page.html.replace('</main>', `<img src="${far.origin}/logo.svg"></main>`) }
    })
    await within(browser, {}, async (tab, context) => {
      await context.route(`${far.origin}/**`, (route) => {
        asked.push(route.request().url())
        return route.continue()
      })
      const complaints = complaintsOf(tab)
      await tab.goto(broken.origin)
      await expect.poll(() => complaints.join()).toContain('logo.svg')
      expect(asked).toEqual([])
    })
    await Promise.all([far.close(), broken.close()])
  })
})

describe('a client that opened us in a window of its own', () => {
  const roundTrip = async (name: string): Promise<unknown> => {
    const client = await startSite(() => '<!doctype html><title>client</title>')
    const opener = await within(browser, {}, async (tab, context) => {
      await tab.goto(client.origin)
      const [popup] = await Promise.all([
        context.waitForEvent('page'),
        tab.evaluate(`void window.open('${site.origin}/${name}')`),
      ])
      await popup.waitForURL(`${site.origin}/${name}`)
      await popup.goto(`${client.origin}/callback`)
      return popup.evaluate('window.opener !== null')
    })
    await client.close()
    return opener
  }

  it('still hears from its callback after sign-in and consent', async () => {
    expect(await roundTrip('sign-in')).toBe(true)
    expect(await roundTrip('consent')).toBe(true)
  })

  it('is cut off from the pages that are for the person alone', async () => {
    expect(await roundTrip('connected-apps')).toBe(false)
  })
})

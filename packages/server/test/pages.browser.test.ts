import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page as Tab } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { complaintsOf, launchChromium, startSite, within, type Site } from './pages/chromium.ts'
import { saying } from './pages/edits.ts'
import type { Edit, Sample } from './pages/sample.ts'
import { distinctSamples, sampleAt } from './pages/samples.ts'

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const whatColoursAndSizesChange = ['color-contrast', 'link-in-text-block', 'target-size']
const phone = { viewport: { width: 360, height: 740 } }

let browser: Browser
let site: Site
beforeAll(async () => {
  browser = await launchChromium()
  site = await startSite((path) => sampleAt(path)?.make())
})
afterAll(async () => {
  await browser.close()
  await site.close()
})

/** With everything unfolded: what is behind a summary is part of the page. */
const visit = async (tab: Tab, url: string): Promise<void> => {
  await tab.goto(url)
  await tab.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true })')
}

describe('every page', () => {
  const violationsOf = async (tab: Tab, { name }: Sample, rules?: string[]) => {
    await visit(tab, `${site.origin}/${name}`)
    // Its other mode opens a page more for each analysis, to gather what frames said: no page of ours has frames.
    const axe = new AxeBuilder({ page: tab }).setLegacyMode()
    const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(wcag)).analyze()
    return violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes[0]?.html}`)
  }

  it('satisfies axe (WCAG 2.2 AA), and the browser complains of nothing', { timeout: 120_000 }, async () => {
    await within(browser, { colorScheme: 'light' }, async (tab) => {
      const complaints = complaintsOf(tab)
      for (const sample of distinctSamples) expect(await violationsOf(tab, sample)).toEqual([])
      expect(complaints).toEqual([])
    })
  })

  it('satisfies axe in the dark and on a phone, too', { timeout: 120_000 }, async () => {
    await within(browser, { ...phone, colorScheme: 'dark' }, async (tab) => {
      for (const sample of distinctSamples)
        expect(await violationsOf(tab, sample, whatColoursAndSizesChange)).toEqual([])
    })
  })
})

describe('the layout', () => {
  it('holds on the narrowest phone, with words of 10 KB, and from right to left', { timeout: 120_000 }, async () => {
    const endless = saying('W'.repeat(10_240))
    const rightToLeft: Edit = (props) => ({ ...saying('שלום עולם')(props), texts: { ...props.texts, dir: 'rtl' } })
    const crowded = await startSite((path) =>
      sampleAt(path.slice(2))?.make(path.startsWith('/w') ? endless : rightToLeft),
    )
    await within(browser, { viewport: { width: 320, height: 640 } }, async (tab) => {
      const turned = ['/r/consent', '/r/connected-apps', '/r/account', '/r/password', '/r/sign-in', '/r/error']
      for (const path of [...distinctSamples.map(({ name }) => `/w/${name}`), ...turned]) {
        await visit(tab, `${crowded.origin}${path}`)
        expect([path, await tab.evaluate('document.scrollingElement.scrollWidth')]).toEqual([path, 320])
      }
    })
    await crowded.close()
  })

  it('gives a finger 44 px on everything that can be pressed', { timeout: 120_000 }, async () => {
    const tooSmall = `[...document.querySelectorAll('button, a, summary, label.choice, input:not([type=checkbox])')]
      .filter((target) => target.checkVisibility() && !target.closest('.note') && target.getBoundingClientRect().height < 44)
      .map((target) => target.outerHTML)`
    await within(browser, phone, async (tab) => {
      for (const { name } of distinctSamples) {
        await visit(tab, `${site.origin}/${name}`)
        expect([name, await tab.evaluate(tooSmall)]).toEqual([name, []])
      }
    })
  })

  it('prints dark on white, and stands still for those who asked for it', async () => {
    await within(browser, { colorScheme: 'dark', reducedMotion: 'reduce' }, async (tab) => {
      await tab.goto(`${site.origin}/consent`)
      expect(await tab.evaluate("getComputedStyle(document.querySelector('.button')).transitionDuration")).toBe('0s')
      await tab.emulateMedia({ media: 'print' })
      const ink = 'getComputedStyle(document.body).color'
      const paper = 'getComputedStyle(document.documentElement).colorScheme'
      expect(await tab.evaluate(`[${ink}, ${paper}]`)).toEqual(['rgb(21, 32, 29)', 'light'])
    })
  })
})

describe('the keyboard', () => {
  const accountTop = ['Sign out', 'Account', 'Connected apps']
  const orders: readonly (readonly [string, readonly string[]])[] = [
    ['sign-in', ['username', 'password', 'Sign in', 'Cancel']],
    ['setup', ['username', 'email', 'password', 'Create account']],
    ['consent', ['Not you? Use another account', 'scope', 'Allow', 'Cancel']],
    [
      'consent-remembered',
      ['Not you? Use another account', 'What it may do, as before', 'Continue as Alice', 'Cancel'],
    ],
    ['consent-identity', ['Not you? Use another account', 'scope', 'scope', 'Allow', 'Cancel']],
    ['logout', ['Sign out', 'Stay signed in']],
    ['connected-apps-ended', [...accountTop, 'Disconnect Claude Code', 'Disconnect Cursor', 'Disconnect everything']],
    [
      'account',
      [
        ...accountTop,
        'Change password',
        'Sign out Chrome on Android, signed in 7 hours ago',
        'Sign out A browser without a name, signed in 3 days ago',
        'Sign out everywhere',
      ],
    ],
    ['password', [...accountTop, 'current', 'password', 'Change password', 'Leave it as it is']],
    ['sign-in-missing', ['Type your user name or your e-mail address.', 'Type your password.', 'username', 'password']],
  ]
  const focused = `(() => {
    const at = document.activeElement
    const unspoken = [...at.querySelectorAll('[aria-hidden]')]
    const spoken = unspoken.reduce((text, { textContent }) => text.replace(textContent, ''), at.textContent)
    const { outlineStyle, outlineWidth } = getComputedStyle(at)
    return [at.localName === 'input' ? at.name : spoken.trim().replace(/\\s+/g, ' '), outlineStyle + ' ' + outlineWidth]
  })()`

  it.each(orders)('walks through %s in the order of reading, and shows where it is', async (name, order) => {
    await within(browser, {}, async (tab) => {
      await tab.goto(`${site.origin}/${name}`)
      for (const stop of order) {
        await tab.keyboard.press('Tab')
        expect(await tab.evaluate(focused)).toEqual([stop, 'solid 3px'])
      }
    })
  })
})

import type { Browser, Page as Tab } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium, startSite, within, type Posted, type Site } from './pages/chromium.ts'
import { sampleAt } from './pages/samples.ts'

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

const unseen = [
  ['csrf', 'q1w2e3r4t5'],
  ['request', 'pen_01KAJ6W3XQ'],
] as const

/** The one form that arrives when a person without JavaScript does this on a page. */
const posted = async (name: string, act: (tab: Tab) => Promise<void>): Promise<Posted | undefined> => {
  const before = site.posts.length
  await within(browser, { javaScriptEnabled: false }, async (tab) => {
    await tab.goto(`${site.origin}/${name}`)
    await act(tab)
    await expect.poll(() => tab.title()).toBe('posted')
  })
  expect(site.posts).toHaveLength(before + 1)
  return site.posts[before]
}

describe('without JavaScript', () => {
  it('a person allows a part, and the form names our origin', async () => {
    const sent = await posted('consent-web', async (tab) => {
      await tab.getByRole('checkbox', { name: 'Create, change and delete files' }).uncheck()
      await tab.getByRole('button', { name: 'Allow' }).click()
    })
    expect(sent?.path).toBe('/consent')
    expect(sent?.form).toEqual([
      ...unseen,
      ['scope', '0 files:read'],
      ['scope', '1 notes:read'],
      ['decision', 'approve'],
    ])
    expect([sent?.origin, sent?.referer]).toEqual([site.origin, `${site.origin}/consent-web`])
  })

  it('a person says no', async () => {
    const sent = await posted('consent', (tab) => tab.getByRole('button', { name: 'Cancel' }).click())
    expect(sent?.form).toContainEqual(['decision', 'deny'])
  })

  it('a remembered consent takes one click and says the same as the first', async () => {
    const sent = await posted('consent-remembered', (tab) => tab.getByRole('button', { name: 'Continue as' }).click())
    expect(sent?.form).toEqual([
      ...unseen,
      ['scope', '0 files:read'],
      ['scope', '0 files:write'],
      ['decision', 'approve'],
    ])
  })

  it('somebody else takes over, and decides nothing by it', async () => {
    const sent = await posted('consent', (tab) => tab.getByRole('button', { name: 'Not you?' }).click())
    expect([sent?.path, sent?.form]).toEqual(['/sign-out', unseen])
  })

  it('a person signs in with the Enter key', async () => {
    const sent = await posted('sign-in', async (tab) => {
      await tab.getByLabel('User name or e-mail').fill('alice')
      await tab.getByLabel('Password').fill('correct horse battery')
      await tab.keyboard.press('Enter')
    })
    expect(sent?.path).toBe('/sign-in')
    expect(sent?.form).toEqual([...unseen, ['username', 'alice'], ['password', 'correct horse battery']])
  })

  it('a person leaves the sign-in page, and no password goes along', async () => {
    const sent = await posted('sign-in', async (tab) => {
      await tab.getByLabel('Password').fill('half typed')
      await tab.getByRole('button', { name: 'Cancel' }).click()
    })
    expect([sent?.path, sent?.form]).toEqual(['/consent', unseen])
  })

  it('a person tells who they are, but not their address', async () => {
    const sent = await posted('consent-identity', async (tab) => {
      await tab.getByRole('checkbox', { name: 'See your e-mail address' }).uncheck()
      await tab.getByRole('button', { name: 'Allow' }).click()
    })
    expect(sent?.form).toEqual([...unseen, ['scope', '2 openid'], ['scope', '2 profile'], ['decision', 'approve']])
  })

  it('a person says yes to signing out', async () => {
    const sent = await posted('logout', (tab) => tab.getByRole('button', { name: 'Sign out' }).click())
    expect([sent?.path, sent?.form]).toEqual(['/logout/confirm', unseen])
  })

  it('a person disconnects the app they mean', async () => {
    const sent = await posted('connected-apps', (tab) => tab.getByRole('button', { name: 'Disconnect Cursor' }).click())
    expect([sent?.path, sent?.form]).toEqual(['/account/apps/disconnect', [...unseen, ['grant', 'grt_cursor']]])
  })

  it('a person unfolds what ends everything, and means it', async () => {
    const apps = await posted('connected-apps', async (tab) => {
      await tab.getByText('Disconnect everything', { exact: true }).click()
      await tab.getByRole('button', { name: 'Disconnect everything now' }).click()
    })
    expect([apps?.path, apps?.form]).toEqual(['/account/apps/disconnect-all', unseen])
    const all = await posted('account', async (tab) => {
      await tab.getByText('Sign out everywhere', { exact: true }).click()
      await tab.getByRole('checkbox', { name: 'Disconnect every app as well' }).check()
      await tab.getByRole('button', { name: 'Sign out everywhere now' }).click()
    })
    expect([all?.path, all?.form]).toEqual(['/account/sign-out-everywhere', [...unseen, ['apps', 'disconnect']]])
  })

  it('a person signs out the browser they mean', async () => {
    const sent = await posted('account', (tab) =>
      tab.getByRole('button', { name: /^Sign out Chrome on Android/ }).click(),
    )
    expect([sent?.path, sent?.form]).toEqual(['/account/sessions/end', [...unseen, ['session', 'ses_phone']]])
  })

  it('an answer leaves by form_post with one press, and does not tell where it was', async () => {
    const client = await startSite(() => undefined)
    const sender = await startSite(() =>
      sampleAt('/form-post')?.make((props) => ({ ...props, redirectUri: `${client.origin}/callback` })),
    )
    await within(browser, { javaScriptEnabled: false }, async (tab) => {
      await tab.goto(sender.origin)
      await tab.getByRole('button', { name: 'Continue' }).click()
      await expect.poll(() => tab.title()).toBe('posted')
    })
    const form = [
      ['code', 'cod_01KAJ6W3XQ'],
      ['state', 'a"b'],
    ]
    expect(client.posts).toEqual([{ path: '/callback', origin: 'null', referer: undefined, form }])
    await Promise.all([client.close(), sender.close()])
  })
})

/** The flows of a person's own account, for the sweep of faults. X1 */
import type { Page } from './browser.ts'
import type { Flow } from './fault-flows.ts'
import { formFor, hasForm } from './person.ts'
import { password, type World } from './small-world.ts'

const must = (isTrue: boolean, what: string): void => {
  if (!isTrue) throw new Error(what)
}

const openAt = (world: World, path: string): Promise<Page> =>
  world.alice.browser.open(`${world.origin}${path}`, 'nowhere')
const isAlive = async (world: World, cookie: string): Promise<boolean> =>
  (await world.request('/account', { headers: { Cookie: cookie } })).status === 200
/** What the browser of alice shows now, for somebody who copied it. */
const cookieOf = ({ alice, origin }: World): string => alice.browser.cookies.headerFor(origin, false) ?? ''

const changePassword: Flow = {
  name: 'changing the password',
  spendsAt: 'users.changePassword',
  async prepare(world) {
    await world.alice.openAccount()
    const form = formFor(await openAt(world, '/account/password'), '/account/password')
    const before = cookieOf(world)
    // Once it is done, the current password is another one, or the session is over.
    return async () => {
      const page = await world.alice.browser.submit(form, {
        fields: { current: password, password: 'a walk by the sea' },
      })
      const holds = async (): Promise<void> => {
        must(!(await isAlive(world, before)), 'a session outlives its password')
        must(await isAlive(world, cookieOf(world)), 'whoever changed the password is out')
      }
      return { status: page.status, holds, isSpent: page.status === 403 }
    }
  },
}

const signOutEverywhere: Flow = {
  name: 'signing out everywhere, with every app',
  spendsAt: 'sessions.endAll',
  async prepare(world) {
    const tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const form = formFor(await openAt(world, '/account'), '/account/sign-out-everywhere')
    const before = cookieOf(world)
    return async () => {
      const page = await world.alice.browser.submit(form, { fields: { apps: 'disconnect' } })
      const holds = async (): Promise<void> => {
        must(!(await isAlive(world, before)), 'a session outlives its end')
        const isRefused = await world.app.refresh(tokens).then(
          () => false,
          () => true,
        )
        must(isRefused, 'a disconnected app is connected')
      }
      return { status: page.status, holds, isSpent: page.status === 403 && hasForm(page, '/sign-in') }
    }
  },
}

export const accountFlows: readonly Flow[] = [changePassword, signOutEverywhere]

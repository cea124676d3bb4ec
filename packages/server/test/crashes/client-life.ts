/**
 * One installation of an app, at work until it is told to stop: authorizes, redeems, refreshes, revokes.
 * What is lost on the way is asked again, as an honest client does.
 */
import { createAppActor, createBrowser, createPerson, formFor, hasForm, Refused } from '@gatehouse/testkit'
import type { App, Browser, Tokens } from '@gatehouse/testkit'
import type { AppFetch } from '../../src/app-needs.ts'
import type { End, Fact, Issued } from './facts.ts'

/** No answer, or one that says to come back: whether it took effect is not known. */
export class Lost extends Error {
  override readonly name = 'Lost'
}

export interface Surroundings {
  readonly issuer: string
  readonly resource: string
  readonly password: string
  /** Which installation: decides its addresses and how its families go. */
  readonly number: number
  readonly ask: AppFetch
  readonly isStopped: () => boolean
  /** Resolves when the server is there. */
  readonly untilUp: () => Promise<void>
  readonly life: () => number
  readonly note: (fact: Fact) => void
  /** Something that must not happen to an honest client. */
  readonly violate: (what: string) => void
  readonly count: (what: 'lost answers' | 'codes spent without an answer') => void
}

const REFRESHES = 4
export const CLIENT = 'desk'
export const CALLBACK = 'http://127.0.0.1:51234/callback'

export const createClientLife = (around: Surroundings) => {
  const { issuer, number, resource, password, ask } = around
  const browser = createBrowser({ fetch: ask, origin: issuer, address: `192.0.2.${number}` })
  const person = createPerson({ name: 'alice', password, issuer, browser })
  const address = `198.51.100.${number}`
  const app = createAppActor({ fetch: ask, issuer, clientId: CLIENT, redirectUri: CALLBACK, address, resource })
  const insist = prepareInsist(around)

  const issued = (family: string, tokens: Tokens, { spent, parent }: Pick<Issued, 'spent' | 'parent'>): void => {
    const { refresh_token: refreshToken = '', access_token: accessToken } = tokens
    const fact = { kind: 'issued', spent, parent, refreshToken, accessToken, resource } as const
    around.note({ ...fact, family, life: around.life() })
  }

  const redeem = async (code: string): Promise<Tokens | undefined> => {
    let tries = 0
    return insist(async () => {
      tries += 1
      const wasLost = tries > 1
      return app.redeem(code).catch((error: unknown) => {
        // Only a code whose answer was lost may be refused: then it was spent.
        if (wasLost && error instanceof Refused) around.count('codes spent without an answer')
        else refused(around, 'an unused code', error)
        return undefined
      })
    })
  }

  const refreshOften = async (family: string, first: Tokens): Promise<Tokens | undefined> => {
    let tokens = first
    for (let step = 0; step < REFRESHES && !around.isStopped(); step += 1) {
      const parent = tokens
      const next = await insist(() =>
        app.refresh(parent).catch((error: unknown) => refused(around, 'the newest refresh token of its family', error)),
      )
      if (!next) return undefined
      issued(family, next, { spent: 'refresh token', parent: parent.refresh_token ?? '' })
      tokens = next
    }
    return tokens
  }

  const end = async (family: string, what: End, token: string): Promise<void> => {
    around.note({ kind: 'ending', family, what, life: around.life() })
    await insist(() => app.revoke(token))
    around.note({ kind: 'ended', family, what, life: around.life() })
  }

  /** Every third family ends; of every third one the newest access token does. */
  const oneFamily = async (turn: number): Promise<void> => {
    const code = await insist(() => authorize(app, browser))
    const first = await redeem(code)
    if (!first) return
    const family = first.refresh_token ?? ''
    issued(family, first, { spent: 'code', parent: code })
    const last = await refreshOften(family, first)
    if (!last || around.isStopped()) return
    const { access_token: accessToken, refresh_token: refreshToken = '' } = last
    if (turn % 3 === 0) await end(family, 'family', refreshToken)
    if (turn % 3 === 1) await end(family, { accessToken }, accessToken)
  }

  return {
    /** Before anything is killed: a session that was acknowledged lives on. */
    signIn: async (): Promise<void> => void (await person.signIn(await browser.open(app.authorizationUrl()))),
    work: async (): Promise<void> => {
      for (let turn = number; !around.isStopped(); turn += 1) await oneFamily(turn)
    },
  }
}

/** Asks until there is an answer. */
const prepareInsist =
  ({ untilUp, count }: Surroundings) =>
  async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    for (;;) {
      await untilUp()
      const heard = await unlessLost(ask)
      if (heard) return heard.answer
      count('lost answers')
    }
  }

const unlessLost = async <Answer>(ask: () => Promise<Answer>): Promise<{ readonly answer: Answer } | undefined> => {
  try {
    return { answer: await ask() }
  } catch (error) {
    if (error instanceof Lost) return undefined
    throw error
  }
}

const refused = ({ violate }: Surroundings, what: string, error: unknown): undefined => {
  if (!(error instanceof Refused)) throw error
  violate(`${what} was refused: ${error.message}`)
  return undefined
}

const authorize = async (app: App, browser: Browser): Promise<string> => {
  const page = await browser.open(app.authorizationUrl())
  if (hasForm(page, '/sign-in')) throw new Error('a person who had signed in was asked to sign in')
  const answered = await browser.submit(formFor(page, '/consent'), { button: 'approve' })
  const answer = app.readAnswer(answered)
  const code = answer.get('code')
  if (code === null) throw new Error(`no code came back, but ${answer.toString()}`)
  return code
}

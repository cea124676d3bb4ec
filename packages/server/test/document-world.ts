/** A world with a web, for the stories of clients that are known by their document. */
import type { Policy } from '@gatehouse/issuer/policy'
import type { DocumentHeaders } from '@gatehouse/issuer/ports/fetch-document'
import {
  hasForm,
  smallWeb,
  smallWorld,
  type App,
  type Page,
  type Person,
  type SmallWeb,
  type World,
} from '@gatehouse/testkit'
import { expect } from 'vitest'
import { expectLocalPage } from './outcomes.ts'

export const id = 'https://app.example/client.json'
export const callback = 'https://app.example/callback'
const anybody: Policy['clientDocuments'] = {
  accept: 'any',
  hosts: [],
  blockedHosts: [],
  redirects: [],
  known: [],
}

export interface DocumentWorld {
  readonly web: SmallWeb
  readonly world: World
  /** The client at `id`, which sends answers to `callback`. */
  readonly app: App
  readonly appAt: (clientId?: string, redirectUri?: string) => App
  /** The document at `id`. */
  readonly serve: (members?: Readonly<Record<string, unknown>>, headers?: DocumentHeaders) => void
  readonly open: (app?: App, person?: Person) => Promise<Page>
  /** Signed in. */
  readonly atConsent: (app?: App, person?: Person) => Promise<Page>
}

export const documentWorld = async (
  rules: Partial<Policy['clientDocuments']> = {},
  options: Parameters<typeof smallWorld>[0] = {},
): Promise<DocumentWorld> => {
  const web = smallWeb()
  const clientDocuments = { ...anybody, ...rules }
  const world = await smallWorld({ fetchDocument: web.fetchDocument, policy: { clientDocuments }, ...options })
  const appAt: DocumentWorld['appAt'] = (clientId = id, redirectUri = callback) =>
    world.actor({ clientId, redirectUri })
  const app = appAt()
  const open: DocumentWorld['open'] = (by = app, person = world.alice) => person.browser.open(by.authorizationUrl())
  const serve: DocumentWorld['serve'] = (members = {}, headers = {}) =>
    web.serveClient(id, { client_name: 'Document App', redirect_uris: [callback], ...members }, headers)
  serve()
  return {
    web,
    world,
    app,
    appAt,
    serve,
    open,
    async atConsent(by = app, person = world.alice) {
      const page = await open(by, person)
      return hasForm(page, '/sign-in') ? person.signIn(page) : page
    },
  }
}

/** Let in so far: asked who is there, or for consent. */
export const isShown = (page: Page): boolean => hasForm(page, '/sign-in') || hasForm(page, '/consent')

export const expectUnidentified = (page: Page): void => {
  expectLocalPage(page)
  expect(page.words).toContain('This app could not be identified')
}

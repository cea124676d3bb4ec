/** The pages of a person's own account, in every state. */
import { days, epochSeconds, hours, minutes } from '@gatehouse/protocol/time'
import { accountPage, type AccountProps } from '../../src/pages/account.ts'
import { connectedAppsPage, type ConnectedApp, type ConnectedAppsProps } from '../../src/pages/connected-apps.ts'
import type { FormTarget } from '../../src/pages/parts/form.ts'
import { passwordPage, type PasswordProps } from '../../src/pages/password.ts'
import {
  app,
  company,
  companySite,
  editor,
  files,
  frame,
  known,
  notes,
  now,
  sample,
  target,
  terminal,
  thisComputer,
  web,
  website,
  type Sample,
} from './sample.ts'

const withField = (action: string, name: string, value: string): FormTarget => ({
  action,
  fields: [...target(action).fields, { name, value }],
})
const disconnect = (grant: string): FormTarget => withField('/account/apps/disconnect', 'grant', grant)
const end = (session: string): FormTarget => withField('/account/sessions/end', 'session', session)

const apps: readonly ConnectedApp[] = [
  {
    client: known,
    destination: website,
    servers: [{ ...notes, scopes: ['Read the notes of your teams', 'Write notes in your name'] }],
    openIdScopes: [],
    since: epochSeconds(now - days(41)),
    approvedFrom: '192.0.2.17',
    lastUsed: epochSeconds(now - minutes(4)),
    lastUsedFrom: '2001:db8:1:2::/64',
    disconnect: disconnect('grt_claude'),
  },
  {
    client: terminal,
    destination: thisComputer,
    servers: [{ ...files, scopes: ['List, read and search files'] }],
    openIdScopes: [],
    since: epochSeconds(now - days(3)),
    approvedFrom: '127.0.0.1',
    lastUsed: epochSeconds(now - days(1)),
    lastUsedFrom: '127.0.0.1',
    disconnect: disconnect('grt_terminal'),
  },
  {
    client: editor,
    destination: app,
    servers: [{ ...files, scopes: ['List, read and search files', 'Create, change and delete files'] }],
    openIdScopes: [],
    since: epochSeconds(now - 20),
    approvedFrom: '',
    lastUsedFrom: '',
    disconnect: disconnect('grt_cursor'),
  },
]
const relyingParty: ConnectedApp = {
  client: company,
  destination: companySite,
  servers: [],
  openIdScopes: ['openid', 'profile', 'email'],
  since: epochSeconds(now - days(2)),
  approvedFrom: '192.0.2.17',
  lastUsed: epochSeconds(now - minutes(50)),
  lastUsedFrom: '198.51.100.7',
  disconnect: disconnect('grt_expenses'),
}

const around = { ...frame, accountPath: '/account', appsPath: '/account/apps', signOut: target('/sign-out') }
const connected: ConnectedAppsProps = {
  ...around,
  now,
  person: { name: 'Alice' },
  apps,
  disconnectAll: target('/account/apps/disconnect-all'),
}
const account: AccountProps = {
  ...around,
  now,
  person: { name: 'Alice', email: 'alice@example.com', createdAt: epochSeconds(now - days(200)) },
  sessions: [
    {
      userAgent:
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
      since: epochSeconds(now - minutes(2)),
      source: '192.0.2.17',
    },
    {
      userAgent:
        'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
      since: epochSeconds(now - hours(7)),
      source: '2001:db8:1:2::/64',
      end: end('ses_phone'),
    },
    { since: epochSeconds(now - days(3)), source: '127.0.0.1', end: end('ses_unnamed') },
  ],
  passwordPath: '/account/password',
  signOutEverywhere: target('/account/sign-out-everywhere'),
}
const password: PasswordProps = { ...around, person: { name: 'Alice' }, form: target('/account/password') }

export const accountSamples: readonly Sample[] = [
  sample('account', accountPage, account),
  sample('account-ended', accountPage, {
    ...account,
    person: { ...account.person, email: undefined },
    sessions: account.sessions.slice(0, 1),
    outcome: 'ended',
  }),
  sample('account-password-changed', accountPage, { ...account, outcome: 'passwordChanged' }),
  sample('password', passwordPage, password),
  sample('password-problems', passwordPage, { ...password, problems: { current: 'missing', password: 'short' } }),
  sample('password-wrong', passwordPage, { ...password, problems: { current: 'wrong' } }),
  sample('password-limited', passwordPage, { ...password, problems: { wait: minutes(14) } }),
  sample('connected-apps', connectedAppsPage, connected),
  sample('connected-apps-ended', connectedAppsPage, { ...connected, apps: apps.slice(1), disconnected: web }),
  sample('connected-apps-empty', connectedAppsPage, { ...connected, apps: [] }),
  sample('connected-apps-all-ended', connectedAppsPage, { ...connected, apps: [], disconnected: { all: true } }),
  sample('connected-apps-identity', connectedAppsPage, { ...connected, apps: [relyingParty, ...apps.slice(1, 2)] }),
]

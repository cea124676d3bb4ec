/** Every page in every state that a person can meet: what the tests walk through and the screenshots show. */
import { minutes } from '@gatehouse/protocol/time'
import { consentPage, type ConsentProps } from '../../src/pages/consent.ts'
import { decidedPage, type DecidedProps } from '../../src/pages/decided.ts'
import { errorPage, type ErrorKind } from '../../src/pages/error.ts'
import { formPostPage } from '../../src/pages/form-post.ts'
import { homePage } from '../../src/pages/home.ts'
import { logoutPage, type LogoutProps } from '../../src/pages/logout.ts'
import { setupPage, type SetupProblems } from '../../src/pages/setup.ts'
import { signInPage, type Asker } from '../../src/pages/sign-in.ts'
import { signedOutPage } from '../../src/pages/signed-out.ts'
import { tones } from '../../src/pages/brand/palette.ts'
import { en } from '../../src/pages/texts/en.ts'
import { accountSamples } from './account-samples.ts'
import {
  app,
  company,
  companySite,
  editor,
  files,
  frame,
  known,
  notes,
  sample,
  target,
  terminal,
  thisComputer,
  web,
  website,
  type Sample,
} from './sample.ts'

const asker: Asker = { client: terminal, servers: [files], destination: thisComputer, cancel: target('/consent') }
const consent: ConsentProps = {
  ...frame,
  form: target('/consent'),
  person: { name: 'Alice' },
  client: terminal,
  destination: thisComputer,
  servers: [
    {
      ...files,
      scopes: [
        {
          value: '0 files:read',
          name: 'files:read',
          description: 'List, read and search files',
          isRequired: true,
          isTicked: true,
        },
        {
          value: '0 files:write',
          name: 'files:write',
          description: 'Create, change and delete files',
          isRequired: false,
          isTicked: true,
        },
      ],
    },
  ],
  isRemembered: false,
  switchAccount: target('/sign-out'),
}
const twoServers: ConsentProps['servers'] = [
  ...consent.servers,
  {
    ...notes,
    scopes: [
      {
        value: '1 notes:read',
        name: 'notes:read',
        description: 'Read the notes of your teams',
        isRequired: false,
        isTicked: true,
      },
      {
        value: '1 notes:write',
        name: 'notes:write',
        description: 'Write notes in your name',
        isRequired: false,
        isTicked: false,
      },
    ],
  },
]

const identity: ConsentProps['identity'] = [
  { value: '2 openid', openIdScope: 'openid', isRequired: true, isTicked: true },
  { value: '2 profile', openIdScope: 'profile', isRequired: false, isTicked: true },
  { value: '2 email', openIdScope: 'email', isRequired: false, isTicked: true },
]
const logout: LogoutProps = { ...frame, form: target('/logout/confirm'), person: { name: 'Alice' }, homePath: '/' }
const setup = { ...frame, form: target('/setup') }
const setupProblems: readonly SetupProblems[] = [
  { username: 'missing', password: 'missing' },
  { username: 'taken', password: 'long' },
  { email: 'taken', password: 'common' },
]
const signIn = { ...frame, form: target('/sign-in') }
const decided = (outcome: DecidedProps['outcome']): DecidedProps => ({
  ...frame,
  outcome,
  client: terminal,
  appsPath: '/account/apps',
})
const home = { ...frame, servers: [files, notes], isClaimed: true, accountPath: '/account', appsPath: '/account/apps' }
const error = { ...frame, status: 400, traceId: '01KAJ6W3XQ7F2M', homePath: '/' }
const errorKinds = Object.keys(en.error.kinds) as ErrorKind[] // the keys of a literal

export const samples: readonly Sample[] = [
  sample('setup', setupPage, setup),
  sample('setup-problems', setupPage, {
    ...setup,
    username: 'alice smith',
    email: 'alice@',
    problems: { username: 'invalid', email: 'invalid', password: 'short' },
  }),
  ...setupProblems.map((problems) =>
    sample(`setup-${Object.entries(problems).flat().join('-')}`, setupPage, { ...setup, problems }),
  ),
  sample('sign-in', signInPage, { ...signIn, asker }),
  sample('sign-in-known', signInPage, { ...signIn, asker: { ...asker, client: known, destination: website } }),
  sample('sign-in-identity', signInPage, {
    ...signIn,
    asker: { ...asker, client: company, destination: companySite, servers: [] },
  }),
  sample('sign-in-alone', signInPage, signIn),
  sample('sign-in-missing', signInPage, { ...signIn, problem: { kind: 'missing', fields: ['username', 'password'] } }),
  sample('sign-in-wrong', signInPage, { ...signIn, asker, username: 'alice', problem: { kind: 'wrong' } }),
  sample('sign-in-signed-out', signInPage, { ...signIn, asker, problem: { kind: 'signedOut' } }),
  sample('sign-in-limited', signInPage, {
    ...signIn,
    asker,
    username: 'alice',
    problem: { kind: 'tooMany', wait: minutes(14) },
  }),
  sample('consent', consentPage, consent),
  sample('consent-web', consentPage, { ...consent, client: web, destination: website, servers: twoServers }),
  sample('consent-known', consentPage, { ...consent, client: known, destination: website }),
  ...tones.map((tone) =>
    sample(`consent-known-${tone}`, consentPage, {
      ...consent,
      client: { ...known, name: 'Expenses', monogram: { letter: 'W', tone } },
      destination: website,
    }),
  ),
  sample('consent-shared', consentPage, { ...consent, client: { ...known, isVerified: false } }),
  sample('consent-app', consentPage, { ...consent, client: { ...editor, idHost: 'cursor.example' }, destination: app }),
  sample('consent-identity', consentPage, {
    ...consent,
    client: company,
    destination: companySite,
    servers: [],
    identity,
  }),
  sample('consent-with-identity', consentPage, { ...consent, client: web, destination: website, identity }),
  sample('consent-identity-remembered', consentPage, {
    ...consent,
    client: company,
    destination: companySite,
    servers: [],
    identity,
    isRemembered: true,
  }),
  sample('consent-remembered', consentPage, { ...consent, isRemembered: true }),
  sample('consent-nothing-chosen', consentPage, { ...consent, problem: 'nothingChosen' }),
  sample('decided-approved', decidedPage, decided('approved')),
  sample('decided-denied', decidedPage, decided('denied')),
  ...accountSamples,
  sample('logout', logoutPage, { ...logout, client: company, destination: companySite }),
  sample('logout-alone', logoutPage, logout),
  sample('logout-already', logoutPage, { ...logout, person: undefined, client: company, destination: thisComputer }),
  sample('signed-out', signedOutPage, { ...frame, signInPath: '/sign-in' }),
  sample('signed-out-everywhere', signedOutPage, { ...frame, signInPath: '/sign-in', everywhere: { withApps: true } }),
  sample('home', homePage, home),
  sample('home-unclaimed', homePage, { ...home, servers: [files], isClaimed: false }),
  sample('form-post', formPostPage, {
    ...frame,
    redirectUri: 'https://app.example/callback?tenant=1',
    destination: { kind: 'https', display: 'app.example' },
    fields: [
      { name: 'code', value: 'cod_01KAJ6W3XQ' },
      { name: 'state', value: 'a"b' },
    ],
  }),
  sample('form-post-loopback', formPostPage, {
    ...frame,
    redirectUri: 'http://127.0.0.1:49152/callback',
    destination: thisComputer,
    fields: [{ name: 'error', value: 'access_denied' }],
  }),
  ...errorKinds.map((kind) => sample(`error-${kind}`, errorPage, { ...error, kind })),
  sample('error', errorPage, {
    ...error,
    kind: 'badAddress',
    code: 'invalid_request',
    parameter: 'redirect_uri',
    detail: 'redirect_uri is not one that this client registered',
  }),
  sample('error-waiting', errorPage, {
    ...error,
    kind: 'tooMany',
    status: 429,
    retryAfter: minutes(1),
    code: 'temporarily_unavailable',
  }),
]

export const sampleAt = (path: string): Sample | undefined => samples.find(({ name }) => `/${name}` === path)

/** Those that differ in more than words: for tests that cost a page load each. */
export const distinctSamples = samples.filter(
  ({ name }) => !/^(error-(?!waiting)|setup-(?!problems)|consent-known-)/.test(name),
)

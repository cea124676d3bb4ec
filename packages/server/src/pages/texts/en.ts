/** Every text of the pages, in English. Another language is another file of the same shape. */
import type { Seconds } from '@gatehouse/protocol/time'

import { accountTexts, appsTexts, passwordTexts, placeTexts } from './en-account.ts'
import { errorTexts } from './en-errors.ts'
import { setupTexts } from './en-setup.ts'
import { phrase } from './phrase.ts'
import type { Part } from './phrase.ts'

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** Rounded up: whoever waits as long as this says is let in. */
const wait = (span: Seconds): string =>
  span <= 90
    ? counted(Math.max(1, Math.ceil(span)), 'second', 'seconds')
    : counted(Math.ceil(span / 60), 'minute', 'minutes')

const direction: 'ltr' | 'rtl' = 'ltr'

export const en = {
  lang: 'en',
  dir: direction,

  frame: {
    title: (page: string, brand: string) => `${page} · ${brand}`,
    problemTitle: (page: string) => `Problem: ${page}`,
    trace: (id: Part) => phrase`Reference ${id}`,
  },

  client: {
    unnamed: 'An app without a name',
    verified: 'Verified',
    unverified: 'Name not verified',
    who: 'Who is asking',
    identifiedBy: (host: Part) => phrase`Identified by ${host}`,
    selfRegistered: 'This app registered itself here. Anyone can do that, under any name.',
    vouched: 'Whoever runs this server vouches for this app.',
    known: (host: Part) => phrase`Verified by its host: this app is known to belong to ${host}.`,
  },

  destination: {
    label: 'Where the answer is sent',
    answersTo: (place: Part) => phrase`Answers go to ${place}`,
    thisComputer: 'this computer',
    computer: 'This computer',
    app: 'An app on this device',
    atComputer: 'To a program that runs on it',
    atApp: (scheme: Part) => phrase`To the app that opens links starting with ${scheme}`,
    computerWarning:
      'Any program on this computer could be asking under this name. Go on only if you started this yourself, just now.',
    sharedWarning:
      'Every copy of this app goes by the same name, so its name does not tell which program on this computer asks. You are asked each time.',
    appWarning:
      'More than one app on this device may open such links. Go on only if you started this yourself, just now.',
  },

  server: {
    label: 'Which server',
    unnamed: 'A server without a name',
  },

  /** What an app may know of the person: OpenID scopes, in words. */
  identity: {
    label: 'About you',
    scopes: {
      openid: 'Know who you are',
      profile: 'See your name',
      email: 'See your e-mail address',
    },
  },

  problems: {
    heading: 'Please look at this again',
  },

  signIn: {
    title: 'Sign in',
    forApp: (client: Part, server: Part) => phrase`${client} asks to use ${server}. First, tell us who you are.`,
    forIdentity: (client: Part) => phrase`${client} asks who you are. Sign in to tell it.`,
    forAccount: 'See your account, and end what your apps may use.',
    signedOut: 'You are not signed in any more, so nothing was changed. Sign in, then do it again.',
    username: 'User name or e-mail',
    password: 'Password',
    submit: 'Sign in',
    cancel: 'Cancel',
    missingUsername: 'Type your user name or your e-mail address.',
    missingPassword: 'Type your password.',
    wrong: 'That user name and password do not belong together. Check both and try again.',
    tooMany: (span: Seconds) =>
      `Too many attempts. To protect this account, signing in is closed for now: try again in ${wait(span)}.`,
  },

  setup: setupTexts,

  consent: {
    title: (client: string, server: string) => `Allow ${client} to use ${server}?`,
    heading: (client: Part, server: Part) => phrase`Allow ${client} to use ${server}?`,
    identityTitle: (client: string) => `Sign in to ${client}?`,
    identityHeading: (client: Part) => phrase`Sign in to ${client}?`,
    signedInAs: (person: Part) => phrase`You are signed in as ${person}.`,
    switchAccount: 'Not you? Use another account',
    scopes: 'What it may do',
    identity: 'What it may know about you',
    scopesAt: (server: Part) => phrase`What it may do with ${server}`,
    always: 'Always part of it',
    nothingChosen: 'Nothing was left to allow. Keep at least one, or cancel.',
    allow: 'Allow',
    cancel: 'Cancel',
    rememberedTitle: (client: string, server: string) => `Continue to ${server} with ${client}?`,
    rememberedHeading: (client: Part, server: Part) => phrase`Continue to ${server} with ${client}?`,
    remembered: 'You have allowed exactly this before.',
    rememberedScopes: 'What it may do, as before',
    continueAs: (person: Part) => phrase`Continue as ${person}`,
    endLater: 'You can end this at any time under “Connected apps”.',
  },

  decided: {
    approvedTitle: 'You allowed this',
    approved: (client: Part) => phrase`${client} has its answer already. Nothing more happens here.`,
    deniedTitle: 'You said no',
    denied: (client: Part) => phrase`${client} was told so and got no access.`,
    close: 'You can close this page and go back to the app.',
    apps: 'See your connected apps',
  },

  account: accountTexts,
  password: passwordTexts,
  apps: appsTexts,
  place: placeTexts,

  signedOut: {
    title: 'You are signed out',
    what: 'Nobody can use your account in this browser now.',
    everywhere: 'Every browser that used your account is signed out, this one, too.',
    apps: 'Connected apps stay connected. To end one, sign in and disconnect it.',
    appsEnded: 'Every app is disconnected.',
    again: 'Sign in again',
  },

  logout: {
    title: 'Sign out?',
    signedInAs: (person: Part) => phrase`You are signed in here as ${person}.`,
    asked: (client: Part) => phrase`${client} asks to sign you out.`,
    apps: 'This ends only your sign-in in this browser. Connected apps stay connected.',
    onward: (place: Part) => phrase`From here you go on to ${place}.`,
    submit: 'Sign out',
    goOn: 'Go on',
    stay: 'Stay signed in',
  },

  home: {
    title: 'An authorization server for MCP',
    what: 'Apps that want to use the servers behind it send you here, to sign in and to decide what they may do.',
    servers: 'Servers it guards',
    unclaimed: 'This server has no account yet. Open the setup link that it printed when it started.',
  },

  formPost: {
    title: 'One more step',
    what: (destination: Part) => phrase`Your answer is ready. Continue to hand it to ${destination}.`,
    submit: 'Continue',
  },

  error: {
    details: 'For whoever looks into it',
    code: 'Error',
    parameter: 'Parameter',
    detail: 'Detail',
    trace: 'Reference',
    traceHint: 'The server’s log carries the same reference.',
    tryAgainIn: (span: Seconds) => `Try again in ${wait(span)}.`,
    home: 'To the start page',
    kinds: errorTexts,
  },
}

/** The shape of every catalogue. */
export type Texts = typeof en

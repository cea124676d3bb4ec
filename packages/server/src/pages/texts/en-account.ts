/** What the pages of a person's own account say in English: the account, the password, the connected apps. */
import type { Part } from './phrase.ts'
import { phrase } from './phrase.ts'

export const accountTexts = {
  nav: 'Your account',
  title: 'Your account',
  short: 'Account',
  intro: 'Who you are here, and where you are signed in.',
  name: 'User name',
  email: 'E-mail',
  since: 'Account since',
  changePassword: 'Change password',
  signOut: 'Sign out',
  sessions: 'Where you are signed in',
  sessionsHint: 'Is one of these not you? Change your password: that ends every other one, and what it opened.',
  thisBrowser: 'This browser',
  onSystem: (browser: Part, system: Part) => phrase`${browser} on ${system}`,
  unknownBrowser: 'A browser without a name',
  signedIn: (moment: Part) => phrase`Signed in ${moment}`,
  end: 'Sign out',
  endWhich: (browser: Part, moment: Part) => phrase`Sign out ${browser}, signed in ${moment}`,
  ended: 'That browser is signed out.',
  passwordChanged: 'Your password is changed. Every other browser is signed out, and every app is disconnected.',
  everywhere: {
    open: 'Sign out everywhere',
    what: 'Every browser that uses your account is signed out at once, this one, too.',
    withApps: 'Disconnect every app as well',
    submit: 'Sign out everywhere now',
  },
}

export const passwordTexts = {
  title: 'Change your password',
  before:
    'With the new password every other browser is signed out, and every app is disconnected until you connect it again. You stay signed in here.',
  current: 'Current password',
  next: 'New password',
  submit: 'Change password',
  back: 'Leave it as it is',
  currentProblems: {
    missing: 'Type the password that you have now.',
    wrong: 'This is not your current password.',
  },
}

export const appsTexts = {
  title: 'Connected apps',
  intro: 'These apps may act for you. Disconnect one and it is out within seconds.',
  none: 'No app is connected',
  noneHint: 'When you let an app use one of the servers here, it shows up on this page.',
  disconnected: (client: Part) => phrase`${client} is disconnected.`,
  allDisconnected: 'Every app is disconnected.',
  connectedSince: (date: Part) => phrase`Connected ${date}`,
  lastUsed: (date: Part) => phrase`Last used ${date}`,
  neverUsed: 'Not used yet',
  mayUse: (server: Part) => phrase`May use ${server}`,
  /** How it came here. */
  cameBy: {
    itself: 'Registered itself',
    document: 'Described on its own website',
    operator: 'Added by whoever runs this server',
  },
  disconnect: 'Disconnect',
  disconnectWhich: (client: Part) => phrase`Disconnect ${client}`,
  disconnectAll: {
    open: 'Disconnect everything',
    what: 'Every app on this page loses its access within seconds. You can connect each of them again.',
    submit: 'Disconnect everything now',
  },
  signedInAs: (person: Part) => phrase`You are signed in as ${person}.`,
}

/** Networks, behind a moment: "4 minutes ago, from 192.0.2.1". */
export const placeTexts = {
  from: (place: Part) => phrase`from ${place}`,
  network: (prefix: Part) => phrase`the network ${prefix}`,
  here: 'the server’s own computer',
}

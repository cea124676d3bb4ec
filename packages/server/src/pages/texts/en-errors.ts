/** What the error page says in English, by kind of error: what went wrong, and what helps. */

const backToApp = 'Go back to the app and connect again.'

export const errorTexts = {
  unknownClient: {
    title: 'This app is not known here',
    what: 'The app that sent you here is not registered with this server, or no longer is, or did not say who it is.',
    cure: 'Remove the connection in the app and add it again, so that it registers anew.',
  },
  unidentifiedClient: {
    title: 'This app could not be identified',
    what: 'The app names itself by a web address. This server found nothing there that it can go by, or does not let the app in.',
    cure: 'Try again in a minute. If this page returns, tell whoever makes the app, or whoever runs this server.',
  },
  badAddress: {
    title: 'This answer would go astray',
    what: 'The app wants the answer at an address that it has not registered, or named none. Nothing was sent.',
    cure: 'If you trust the app, update it or connect it again. Whoever makes it must register the address exactly as it is used.',
  },
  badReturn: {
    title: 'This way back is not known',
    what: 'The app wants you to go on to an address that it has not registered. You were not signed out, and nothing was sent.',
    cure: 'You can sign out on the page of your connected apps. Whoever makes the app must register the address exactly as it is used.',
  },
  badRequest: {
    title: 'This request cannot be understood',
    what: 'The app sent something that the rules for signing in do not allow.',
    cure: `${backToApp} If this page returns, tell whoever makes the app what stands below.`,
  },
  unknownServer: {
    title: 'This server is not guarded here',
    what: 'The app asked for access to a server that is not registered here.',
    cure: 'Compare the server’s address in the app with the one you were given.',
  },
  expired: {
    title: 'This took too long',
    what: 'For your safety a request to sign in lives only for some minutes, and this one has ended.',
    cure: backToApp,
  },
  otherBrowser: {
    title: 'This was started elsewhere',
    what: 'This request belongs to another browser, or this browser keeps no cookies for this server.',
    cure: `${backToApp} Stay in one browser, and allow cookies for this server.`,
  },
  notOurForm: {
    title: 'This form could not be accepted',
    what: 'It did not come from a page that we showed you just now, or that page is no longer valid. Nothing was changed.',
    cure: 'Open the page again and repeat the last step.',
  },
  setupOver: {
    title: 'This setup link is void',
    what: 'It was used already, or it has expired.',
    cure: 'If the first account exists, sign in. If not, restart the server: it prints a new link.',
  },
  unclaimed: {
    title: 'This server is not set up yet',
    what: 'It has no account, so it lets nobody in.',
    cure: 'Whoever runs it opens the setup link that the server printed when it started. Then connect again.',
  },
  tooMany: {
    title: 'Too many requests',
    what: 'More requests came from here than this server accepts at once.',
    cure: 'Wait a moment, then try again.',
  },
  notFound: {
    title: 'There is nothing here',
    what: 'No page has this address.',
    cure: 'Check the address, or begin at the start page.',
  },
  refused: {
    title: 'This is not allowed',
    what: 'The server understood the request and refused it.',
    cure: 'If you think that is wrong, tell whoever runs this server what stands below.',
  },
  unavailable: {
    title: 'Just a moment, please',
    what: 'The server cannot answer right now. Nothing was lost.',
    cure: 'Try again in a few seconds.',
  },
  fault: {
    title: 'Something broke on our side',
    what: 'This was not your doing, and not the app’s.',
    cure: 'Try again. If it stays, tell whoever runs this server the reference below.',
  },
}

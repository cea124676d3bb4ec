/** Every event that the audit journal can hold, and what each says: the types know no other, and docs/reference/audit-events.md is written from here. */
export const journalEvents = {
  'instance.claimed': 'The first account was made; the instance belongs to it.',

  'user.created': 'An operator added an account.',
  'user.disabled': 'An account was disabled: its sessions, codes and grants have ended.',
  'user.enabled': 'A disabled account may sign in again.',
  'user.removed': 'An account was removed with everything that it had approved.',

  'sign-in.succeeded': 'A session began: the password was right, or it was just chosen.',
  'sign-in.refused': 'Unknown name, wrong password or disabled account. The user is named when the name was known.',
  'sign-in.limited': 'The password was not looked at: too many wrong ones before.',
  'sign-out': 'A person signed out in this browser.',
  'session.ended': 'A person ended one of their sessions from the account page.',
  'session.all-ended': 'A person signed out everywhere.',

  'password.changed': 'A password was changed: sessions, codes and grants of the account have ended.',
  'password.refused': 'Somebody signed in tried to change the password and did not know the current one.',
  'password.limited': 'The same, and it was not looked at: too many wrong ones before.',

  'authorization.approved': 'A person allowed an app something, and it got a code.',
  'authorization.denied': 'A person said no to an app.',

  'code.redeemed': 'An app redeemed its code: a grant began.',
  'code.sent-twice':
    'The same client sent its code again within the window for its own double sends. It got nothing, its grant lives.',
  'refresh-token.rotated': 'An app exchanged its refresh token for new tokens.',
  'refresh-token.answered-again':
    'The same refresh token came again within the window: the same answer was given again.',
  'token.issued-to-machine': 'A client got an access token of its own (client credentials).',
  'access-token.revoked': 'A client gave one access token back.',

  'grant.disconnected': 'A person disconnected an app.',
  'grant.all-disconnected': 'A person disconnected every app.',
  'grant.revoked': 'An app gave back its refresh token: the grant ended.',
  'grant.ended-by-replay': 'A code or refresh token was used again when it must not be: the grant ended.',

  'client.configured': 'An operator added a client.',
  'client.registered': 'A client registered itself.',
  'client.document-read': 'A client was first met by its metadata document.',
  'client.document-changed': 'The metadata document of a client says something else than before.',
  'client.updated': 'A client was changed, by an operator or by itself.',
  'client.secret-rotated': 'A client got a new secret; the one before proves nothing any more.',
  'client.disabled': 'An operator blocked a client.',
  'client.enabled': 'An operator let a blocked client in again.',
  'client.removed': 'A client was removed with its grants, by an operator or by itself.',

  'registration-token.added': 'An operator made an initial access token.',
  'registration-token.removed': 'An operator removed an initial access token.',

  'server.added': 'An MCP server was registered.',
  'server.updated': 'The registration of an MCP server was changed.',
  'server.key-added': 'An MCP server got a key by which it proves itself here.',
  'server.key-removed': 'A key of an MCP server proves nothing any more.',

  'tool.called':
    'Somebody called a tool of a server behind the gateway, and it ended: `outcome` says how, `ms` how long it took.',
  'tool.refused':
    'A known caller asked for a tool and did not get it; the server behind the gateway never heard of it. `reason` says why. Of one person and server 60 a minute have a row each; one further row stands for all others, and `missed` says how many more those were.',

  'signing-key.added': 'A signing key was made and published.',
  'signing-key.expired': 'A signing key went: the longest token that it signed has died.',
  'signing-key.removed': 'An operator removed a signing key at once: what it signed is refused.',
  'master-key.changed': 'The signing keys were sealed under another master key.',
} as const

export type JournalEvent = keyof typeof journalEvents

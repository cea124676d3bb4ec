/** Every migration, in order. A released one never changes. */
import type { Migration } from '../migrate.ts'
import { registry } from './0001-registry.ts'
import { people } from './0002-people.ts'
import { authorizations } from './0003-authorizations.ts'
import { journalAndLimits } from './0004-journal-and-limits.ts'
import { clientsOfEveryKind } from './0005-clients-of-every-kind.ts'
import { completeRequests } from './0006-complete-requests.ts'
import { opaqueAccessTokens } from './0007-opaque-access-tokens.ts'
import { whatHasEnded } from './0008-what-has-ended.ts'
import { whereFrom } from './0009-where-from.ts'
import { signingKeyRotation } from './0010-signing-key-rotation.ts'
import { seenOnce } from './0011-seen-once.ts'
import { journalSearch } from './0012-journal-search.ts'
import { grantsOfOneApp } from './0013-grants-of-one-app.ts'

export const migrations: readonly Migration[] = [
  registry,
  people,
  authorizations,
  journalAndLimits,
  clientsOfEveryKind,
  completeRequests,
  opaqueAccessTokens,
  whatHasEnded,
  whereFrom,
  signingKeyRotation,
  seenOnce,
  journalSearch,
  grantsOfOneApp,
]

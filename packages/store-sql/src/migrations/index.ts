/** Every migration, in order. A released one never changes. */
import type { Migration } from '../migrate.ts'
import { registry } from './0001-registry.ts'
import { people } from './0002-people.ts'
import { authorizations } from './0003-authorizations.ts'
import { journalAndLimits } from './0004-journal-and-limits.ts'

export const migrations: readonly Migration[] = [registry, people, authorizations, journalAndLimits]

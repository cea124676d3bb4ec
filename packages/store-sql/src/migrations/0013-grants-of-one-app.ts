/**
 * Why: what one app was allowed by one person is found without walking all that this person ever allowed.
 * Safe: an index in place of another that began alike.
 */
import type { Migration } from '../migrate.ts'

export const grantsOfOneApp: Migration = {
  name: '0013-grants-of-one-app',
  statements: [
    'create index grants_of_user_and_client on grants (tenant_id, user_id, client_id)',
    'drop index grants_of_user',
  ],
}

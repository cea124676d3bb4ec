/**
 * Why: a request and its code remember what OpenID Connect asks for, the client as it was when it asked, and how it must prove itself.
 * Safe: additive. Open codes get the authentication that their client is registered with: until now that was the only one it could use.
 */
import type { Migration } from '../migrate.ts'

export const completeRequests: Migration = {
  name: '0006-complete-requests',
  statements: [
    'alter table pending_authorizations add column client_snapshot text',
    'alter table pending_authorizations add column nonce text',
    'alter table pending_authorizations add column expected_user_id text',
    // A client that changes its redirect URIs, or goes, takes its open requests with it.
    'create index pending_authorizations_of_client on pending_authorizations (tenant_id, client_id)',

    'alter table codes add column nonce text',
    `alter table codes add column client_authentication text not null default 'none'`,
    `update codes set client_authentication = coalesce(
      (select c.authentication from clients as c where c.tenant_id = codes.tenant_id and c.id = codes.client_id), 'none')`,
  ],
}

/** A client and its row. */
import type { Client, ClientAuthentication, DocumentCopy } from '@gatehouse/issuer/ports/clients'
import type { ClientColumns } from './columns/registry.ts'
import type { Row } from './connection.ts'
import { areResourceScopes, isClientKeys, isRecord, isTexts } from './json.ts'
import { columnsOf, toFlag } from './row.ts'
import type { Columns } from './row.ts'

export const AUTHENTICATIONS: readonly ClientAuthentication[] = ['none', 'secret', 'key']

export const clientToColumns = (tenant: string, client: Client): ClientColumns => ({
  tenant_id: tenant,
  id: client.id,
  provenance: client.provenance,
  name: client.name,
  is_verified: toFlag(client.isVerified),
  is_first_party: toFlag(client.isFirstParty),
  redirect_uris: JSON.stringify(client.redirectUris),
  grant_types: JSON.stringify(client.grantTypes),
  authentication: client.authentication,
  secret_hash: client.secretHash ?? null,
  secret_expires_at: client.secretExpiresAt ?? null,
  keys: client.keys ? JSON.stringify(client.keys) : null,
  may_name_token_endpoint: client.mayNameTokenEndpoint === undefined ? null : toFlag(client.mayNameTokenEndpoint),
  registration_token_hash: client.registrationTokenHash ?? null,
  document_fetched_at: client.document?.fetchedAt ?? null,
  document_fresh_until: client.document?.freshUntil ?? null,
  machine_access: JSON.stringify(client.machineAccess),
  metadata: JSON.stringify(client.metadata),
  created_at: client.createdAt,
  last_used_at: client.lastUsedAt ?? null,
  disabled_at: client.disabledAt ?? null,
})

/** `table` says where the row stands: an open request keeps one, too. */
export const clientFrom = (row: Row, table = 'clients'): Client => {
  const columns = columnsOf(table, row)
  const { text, time, flag, oneOf, json, optionalText, optionalTime, optionalFlag, optionalJson } = columns
  return {
    id: text('id'),
    provenance: oneOf('provenance', ['configured', 'dynamic', 'document']),
    name: text('name'),
    isVerified: flag('is_verified'),
    isFirstParty: flag('is_first_party'),
    redirectUris: json('redirect_uris', isTexts),
    grantTypes: json('grant_types', isTexts),
    authentication: oneOf('authentication', AUTHENTICATIONS),
    secretHash: optionalText('secret_hash'),
    secretExpiresAt: optionalTime('secret_expires_at'),
    keys: optionalJson('keys', isClientKeys),
    mayNameTokenEndpoint: optionalFlag('may_name_token_endpoint'),
    registrationTokenHash: optionalText('registration_token_hash'),
    document: documentFrom(columns),
    machineAccess: json('machine_access', areResourceScopes),
    metadata: json('metadata', isRecord),
    createdAt: time('created_at'),
    lastUsedAt: optionalTime('last_used_at'),
    disabledAt: optionalTime('disabled_at'),
  }
}

const documentFrom = ({ time, optionalTime }: Columns): DocumentCopy | undefined => {
  const fetchedAt = optionalTime('document_fetched_at')
  return fetchedAt === undefined ? undefined : { fetchedAt, freshUntil: time('document_fresh_until') }
}

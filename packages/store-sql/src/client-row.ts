/** A client and its row. */
import type { Client } from '@gatehouse/issuer/ports/clients'
import type { ClientColumns } from './columns/registry.ts'
import type { Row } from './connection.ts'
import { areResourceScopes, isRecord, isTexts } from './json.ts'
import { columnsOf, toFlag } from './row.ts'

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
  machine_access: JSON.stringify(client.machineAccess),
  metadata: JSON.stringify(client.metadata),
  created_at: client.createdAt,
  last_used_at: client.lastUsedAt ?? null,
  disabled_at: client.disabledAt ?? null,
})

export const clientFrom = (row: Row): Client => {
  const { text, time, flag, oneOf, json, optionalText, optionalTime } = columnsOf('clients', row)
  return {
    id: text('id'),
    provenance: oneOf('provenance', ['configured', 'dynamic']),
    name: text('name'),
    isVerified: flag('is_verified'),
    isFirstParty: flag('is_first_party'),
    redirectUris: json('redirect_uris', isTexts),
    grantTypes: json('grant_types', isTexts),
    authentication: oneOf('authentication', ['none', 'secret']),
    secretHash: optionalText('secret_hash'),
    machineAccess: json('machine_access', areResourceScopes),
    metadata: json('metadata', isRecord),
    createdAt: time('created_at'),
    lastUsedAt: optionalTime('last_used_at'),
    disabledAt: optionalTime('disabled_at'),
  }
}

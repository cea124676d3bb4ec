/** A grant and its row. */
import type { Grant, GrantEnd } from '@gatehouse/issuer/ports/grants'
import type { GrantColumns } from './columns/authorizations.ts'
import { AUTHENTICATIONS } from './client-row.ts'
import { areResourceScopes, isTexts } from './json.ts'
import { toFlag } from './row.ts'
import type { Columns } from './row.ts'

const ENDS: readonly GrantEnd[] = [
  'disconnected',
  'revoked',
  'code replayed',
  'refresh token replayed',
  'client removed',
  'user removed',
  'user disabled',
  'password changed',
  'by an admin',
]

export const grantToColumns = (tenant: string, grant: Grant): GrantColumns => ({
  tenant_id: tenant,
  id: grant.id,
  user_id: grant.userId,
  user_epoch: grant.userEpoch,
  client_id: grant.clientId,
  client_authentication: grant.clientAuthentication,
  redirect_uri: grant.redirectUri,
  approved: JSON.stringify(grant.approved),
  has_offline_access: toFlag(grant.hasOfflineAccess),
  auth_time: grant.authTime,
  amr: JSON.stringify(grant.amr),
  created_at: grant.createdAt,
  last_used_at: grant.lastUsedAt,
  approved_from: grant.approvedFrom,
  last_used_from: grant.lastUsedFrom,
  absolute_expires_at: grant.absoluteExpiresAt,
  ended_at: grant.ended?.at ?? null,
  end_reason: grant.ended?.reason ?? null,
})

export const grantFrom = ({ text, whole, time, flag, oneOf, json, optionalTime }: Columns): Grant => {
  const endedAt = optionalTime('ended_at')
  return {
    id: text('id'),
    userId: text('user_id'),
    userEpoch: whole('user_epoch'),
    clientId: text('client_id'),
    clientAuthentication: oneOf('client_authentication', AUTHENTICATIONS),
    redirectUri: text('redirect_uri'),
    approved: json('approved', areResourceScopes),
    hasOfflineAccess: flag('has_offline_access'),
    authTime: time('auth_time'),
    amr: json('amr', isTexts),
    createdAt: time('created_at'),
    lastUsedAt: time('last_used_at'),
    approvedFrom: text('approved_from'),
    lastUsedFrom: text('last_used_from'),
    absoluteExpiresAt: time('absolute_expires_at'),
    ended: endedAt === undefined ? undefined : { at: endedAt, reason: oneOf('end_reason', ENDS) },
  }
}

/** A user and the row. */
import type { User } from '@gatehouse/issuer/ports/users'
import type { UserColumns } from './columns/people.ts'
import type { Row } from './connection.ts'
import { isTexts } from './json.ts'
import { columnsOf, toFlag } from './row.ts'

export const userToColumns = (tenant: string, user: User): UserColumns => ({
  tenant_id: tenant,
  id: user.id,
  name: user.name,
  email: user.email ?? null,
  sign_in_names: JSON.stringify(user.signInNames),
  password_hash: user.passwordHash ?? null,
  is_admin: toFlag(user.isAdmin),
  epoch: user.epoch,
  disabled_at: user.disabledAt ?? null,
  created_at: user.createdAt,
})

export const userFrom = (row: Row): User => {
  const { text, whole, time, flag, json, optionalText, optionalTime } = columnsOf('users', row)
  return {
    id: text('id'),
    name: text('name'),
    email: optionalText('email'),
    signInNames: json('sign_in_names', isTexts),
    passwordHash: optionalText('password_hash'),
    isAdmin: flag('is_admin'),
    epoch: whole('epoch'),
    disabledAt: optionalTime('disabled_at'),
    createdAt: time('created_at'),
  }
}

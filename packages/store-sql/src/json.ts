/** The shapes of what is kept as JSON text. */
import type { ClientKeys, MachineAccess } from '@gatehouse/issuer/ports/clients'
import type { ScopeDefinition } from '@gatehouse/issuer/ports/resources'
import type { Guard } from './row.ts'

type Unproven<Shape> = { readonly [Key in keyof Shape]?: unknown }

const isText: Guard<string> = (value): value is string => typeof value === 'string'

const listOf =
  <Item>(isItem: Guard<Item>): Guard<readonly Item[]> =>
  (value): value is readonly Item[] =>
    Array.isArray(value) && value.every(isItem)

export const isRecord: Guard<Readonly<Record<string, unknown>>> = (value): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const areRecords = listOf(isRecord)

export const isTexts = listOf(isText)

export const isTextRecord: Guard<Readonly<Record<string, string>>> = (
  value,
): value is Readonly<Record<string, string>> => isRecord(value) && Object.values(value).every(isText)

/** Of machine access and of approved scopes alike: one resource, its scopes. */
export const areResourceScopes = listOf((value): value is MachineAccess => {
  if (!isRecord(value)) return false
  const { resource, scopes }: Unproven<MachineAccess> = value
  return isText(resource) && isTexts(scopes)
})

export const isClientKeys: Guard<ClientKeys> = (value): value is ClientKeys => {
  if (!isRecord(value)) return false
  return 'jwks' in value ? areRecords(value['jwks']) : isText(value['jwksUri'])
}

export const areScopeDefinitions = listOf((value): value is ScopeDefinition => {
  if (!isRecord(value)) return false
  const { name, description, implies, isPrivileged }: Unproven<ScopeDefinition> = value
  return isText(name) && isText(description) && isTexts(implies) && typeof isPrivileged === 'boolean'
})

/** The registry of MCP servers, in SQL. RFC 8707 */
import { seconds } from '@gatehouse/protocol/time'
import type { Resource, ResourceKey, Resources } from '@gatehouse/issuer/ports/resources'
import type { ResourceColumns, ResourceKeyColumns } from './columns/registry.ts'
import { must } from './connection.ts'
import type { Connection, Row } from './connection.ts'
import { areScopeDefinitions, isTexts } from './json.ts'
import { prepareJournalSteps } from './journal.ts'
import { prepareResourceStatements } from './resource-statements.ts'
import { columnsOf, toFlag } from './row.ts'
import type { Sql } from './tables.ts'

export const prepareResources = (sql: Sql) => {
  const steps = prepareResourceStatements(sql)
  const journalSteps = prepareJournalSteps(sql)

  return (connection: Connection, tenant: string): Resources => {
    const uniqueness = ({ id, name, uri }: Resource) => [
      must(steps.nameIsFree({ tenant, id, name })),
      must(steps.uriIsFree({ tenant, id, uri })),
    ]
    /** The mark moves in two steps: at no moment are there two defaults. */
    const moveDefault = ({ id, isDefault }: Resource) =>
      isDefault ? [steps.clearDefault({ tenant }), steps.setDefault({ tenant, id })] : []

    return {
      list: async () => (await connection.read(steps.list({ tenant }))).map(resourceFrom),

      async create(resource, journal) {
        const { failedAt } = await connection.write([
          ...uniqueness(resource),
          steps.insert(toColumns(tenant, resource)),
          ...moveDefault(resource),
          ...journalSteps(tenant, journal),
        ])
        if (failedAt === undefined) return 'created'
        return failedAt === 0 ? 'nameTaken' : 'uriTaken'
      },

      async update(resource, journal) {
        const { created_at: _, ...columns } = toColumns(tenant, resource)
        const { failedAt } = await connection.write([
          must(steps.exists({ tenant, id: resource.id })),
          ...uniqueness(resource),
          steps.update(columns),
          ...moveDefault(resource),
          ...journalSteps(tenant, journal),
        ])
        if (failedAt === undefined) return 'updated'
        return (['unknown', 'nameTaken'] as const)[failedAt] ?? 'uriTaken'
      },

      async addKey(key, journal) {
        await connection.write([steps.insertKey(keyToColumns(tenant, key)), ...journalSteps(tenant, journal)])
      },

      listKeys: async (resourceId) => (await connection.read(steps.listKeys({ tenant, resourceId }))).map(keyFrom),

      async removeKey(id, journal) {
        const removal = must(steps.deleteKey({ tenant, id }))
        const { failedAt } = await connection.write([removal, ...journalSteps(tenant, journal)])
        return failedAt === undefined ? 'removed' : 'unknown'
      },

      async findKey(id, secretHash) {
        const [row] = await connection.read(steps.findKey({ tenant, id, secretHash }))
        return row && keyFrom(row)
      },
    }
  }
}

const toColumns = (tenant: string, resource: Resource): ResourceColumns => ({
  tenant_id: tenant,
  id: resource.id,
  uri: resource.uri,
  name: resource.name,
  title: resource.title,
  scopes: JSON.stringify(resource.scopes),
  default_scopes: JSON.stringify(resource.defaultScopes),
  access_token_lifetime: resource.accessTokenLifetime,
  access_token_format: resource.accessTokenFormat,
  is_listed: toFlag(resource.isListed),
  is_default: 0,
  created_at: resource.createdAt,
})

const resourceFrom = (row: Row): Resource => {
  const { text, whole, time, flag, oneOf, json } = columnsOf('resources', row)
  return {
    id: text('id'),
    uri: text('uri'),
    name: text('name'),
    title: text('title'),
    scopes: json('scopes', areScopeDefinitions),
    defaultScopes: json('default_scopes', isTexts),
    accessTokenLifetime: seconds(whole('access_token_lifetime')),
    accessTokenFormat: oneOf('access_token_format', ['jwt', 'opaque']),
    isListed: flag('is_listed'),
    isDefault: flag('is_default'),
    createdAt: time('created_at'),
  }
}

const keyToColumns = (tenant: string, key: ResourceKey): ResourceKeyColumns => ({
  tenant_id: tenant,
  id: key.id,
  resource_id: key.resourceId,
  secret_hash: key.secretHash,
  label: key.label,
  created_at: key.createdAt,
})

const keyFrom = (row: Row): ResourceKey => {
  const { text, time } = columnsOf('resource_keys', row)
  return {
    id: text('id'),
    resourceId: text('resource_id'),
    secretHash: text('secret_hash'),
    label: text('label'),
    createdAt: time('created_at'),
  }
}

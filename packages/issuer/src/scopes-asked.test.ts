import { hours, epochSeconds } from '@gatehouse/protocol/time'
import { describe, expect, it } from 'vitest'
import type { ResourceId } from './ports/ids.ts'
import type { Resource } from './ports/resources.ts'
import { findTargets, scopesFor } from './scopes-asked.ts'

const server = (name: string, isDefault = false): Resource => ({
  id: `res_${name}` as ResourceId,
  uri: `https://mcp.example/${name}`,
  name,
  title: name,
  scopes: ['read', 'write'].map((verb) => ({
    name: `${name}:${verb}`,
    description: verb,
    implies: [],
    isPrivileged: false,
  })),
  defaultScopes: [`${name}:read`],
  accessTokenLifetime: hours(1),
  accessTokenFormat: 'jwt',
  isListed: true,
  isDefault,
  createdAt: epochSeconds(0),
})

const files = server('files')
const notes = server('notes')
const registry = [files, notes]

describe('the resource that is meant', () => {
  it('is the one named, in any spelling that means the same', () => {
    expect(findTargets(['HTTPS://MCP.example:443/files/'], registry)).toEqual([files])
  })
  it('is the only one, or the default one, when none is named', () => {
    expect(findTargets([], [files])).toEqual([files])
    expect(findTargets([], [files, server('notes', true)])[0]?.name).toBe('notes')
  })
  it('cannot be guessed among several', () => {
    expect(() => findTargets([], registry)).toThrow(expect.objectContaining({ code: 'invalid_target' }))
  })
  it('is never one that is not registered, a prefix of one or a longer path', () => {
    for (const uri of [
      'https://mcp.example/file',
      'https://mcp.example/files/x',
      'https://mcp.example.evil/files',
      'https://mcp.example/',
    ]) {
      expect(() => findTargets([uri], registry)).toThrow(expect.objectContaining({ code: 'invalid_target' }))
    }
  })
  it('is counted once when named twice', () => {
    expect(findTargets(['https://mcp.example/files', 'https://mcp.example/files/'], registry)).toEqual([files])
  })
})

describe('the scopes that are meant', () => {
  it('are the defaults when none are named, or only those that no server owns', () => {
    const defaults = [{ resource: files.uri, scopes: ['files:read'] }]
    expect(scopesFor([], [files], registry)).toEqual(defaults)
    expect(scopesFor(['offline_access', 'openid', 'email'], [files], registry)).toEqual(defaults)
  })
  it('leave out those of another server', () => {
    expect(scopesFor(['notes:read', 'files:write'], [files], registry)).toEqual([
      { resource: files.uri, scopes: ['files:write'] },
    ])
  })
  it('belong each to its own server when several are named', () => {
    expect(scopesFor(['notes:read', 'files:write'], registry, registry)).toEqual([
      { resource: files.uri, scopes: ['files:write'] },
      { resource: notes.uri, scopes: ['notes:read'] },
    ])
  })
  it('are refused when nobody knows one of them, or when nothing is left', () => {
    for (const asked of [['files:read', 'admin'], ['notes:read'], ['files:re'], ['*']]) {
      expect(() => scopesFor(asked, [files], registry)).toThrow(expect.objectContaining({ code: 'invalid_scope' }))
    }
  })
})

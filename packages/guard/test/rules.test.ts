import { describe, expect, it, vi } from 'vitest'
import { createGuard, type GuardOptions } from '../src/index.ts'
import { issuer, resource, smallWorld } from './local-issuer.ts'

describe('a wrong rule stops the start', () => {
  it.each([
    ['an unknown member', { tools: { t: { scope: ['a'] } } }, /tools\.t\.scope/],
    ['no condition', { tools: { t: { arguments: [{ argument: 'a', scopes: ['b'] }] } } }, /no condition/],
    [
      'a misspelt condition',
      { tools: { t: { arguments: [{ argument: 'a', unless: { startWith: 'x' }, scopes: ['b'] }] } } },
      /no condition/,
    ],
    [
      'an empty condition',
      { tools: { t: { arguments: [{ argument: 'a', when: {}, scopes: ['b'] }] } } },
      /no condition/,
    ],
    ['a tool both open and ruled', { tools: { t: ['a'] }, anonymousTools: ['t'] }, /anonymousTools/],
    ['a mode that is none', { mode: 'open' }, /mode/],
  ])('%s stops the start', (_, options, message) => {
    expect(() => createGuard({ resource, issuer, ...options } as unknown as GuardOptions)).toThrow(message)
  })

  it('disabled: needs the switch, is loud, and does not start in production unless forced', async () => {
    const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const options = { resource, issuer, mode: 'disabled' } as const
    expect(() => createGuard(options)).toThrow(/insecureDisabled/)
    const { call } = await smallWorld({ mode: 'disabled', insecureDisabled: true })
    expect((await call(new Request(resource))).status).toBe(200)
    expect(said).toHaveBeenCalledOnce()
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => createGuard({ ...options, insecureDisabled: true })).toThrow(/production/)
    expect(() => createGuard({ ...options, insecureDisabled: 'in production' })).not.toThrow()
    vi.unstubAllEnvs()
    said.mockRestore()
  })
})

it('describes its rules', () => {
  const guard = createGuard({
    resource,
    issuer,
    scopes: ['notes:read'],
    methods: { 'resources/read': ['notes:files'] },
    tools: {
      wipe: {
        scopes: ['notes:write'],
        arguments: [{ argument: 'all', unless: { equals: false }, scopes: ['notes:admin'] }],
      },
      '*': ['notes:write'],
    },
    anonymousTools: ['search'],
  })
  expect(guard.describe()).toBe(
    [
      'every call                            notes:read',
      'resources/read                        notes:read notes:files',
      'tools/call wipe                       notes:read notes:write',
      'tools/call wipe, unless all is false  notes:read notes:write notes:admin',
      'tools/call of any other tool          notes:read notes:write',
      'tools/call search                     nothing: open to all',
    ].join('\n'),
  )
})

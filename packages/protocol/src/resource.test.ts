import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalResource, parseResource, sameResource } from './resource.ts'

const refusal = expect.objectContaining({ code: 'invalid_target', status: 400, parameter: 'resource' })

it('hands an absolute URI back as it was sent', () => {
  for (const text of [
    'https://mcp.example/mcp',
    'HTTPS://MCP.example:443/mcp/',
    'http://localhost:4646/mcp/files',
    'urn:example:files',
  ]) {
    expect(parseResource(text)).toBe(text)
  }
})

it.each([
  '',
  'mcp.example',
  '/mcp',
  '//mcp.example/mcp',
  'https:',
  'https:mcp',
  'https:///mcp',
  'https://',
  'https://mcp.example/#',
  'https://mcp.example/mcp#x',
  'https://user@mcp.example/',
  'https://mcp.example\\@evil.example/',
  'https://mcp.example /',
  ' https://mcp.example/',
  'https://mcp.example/\n',
  'https://mcp.example/%zz',
  'https://mcp.example/a/../b',
  'https://mcp.example/%2e%2e/b',
  'https://127.1/mcp',
  'https://2130706433/mcp',
  'https://bücher.example/',
  'https://mcp.example:99999/',
  'https://[::0:1]/',
])('refuses %j with invalid_target (RFC 8707 §2)', (text) => {
  expect(() => parseResource(text)).toThrow(refusal)
  expect(() => canonicalResource(text)).toThrow(refusal)
  expect(sameResource(text, text)).toBe(false)
})

it('refuses what is longer than any URI needs, 1 MB included', () => {
  expect(() => parseResource(`https://mcp.example/${'a'.repeat(2000)}`)).toThrow(refusal)
  expect(() => parseResource(`https://mcp.example/${'a'.repeat(1_000_000)}`)).toThrow(refusal)
})

it.each([
  ['https://mcp.example', 'https://mcp.example'],
  ['https://mcp.example/', 'https://mcp.example'],
  ['HTTPS://MCP.Example:443/', 'https://mcp.example'],
  ['https://mcp.example/Mcp/', 'https://mcp.example/Mcp'],
  ['https://mcp.example/mcp//', 'https://mcp.example/mcp//'],
  ['https://mcp.example/mcp?a=B/', 'https://mcp.example/mcp?a=B/'],
  ['https://mcp.example/%63', 'https://mcp.example/%63'],
  ['https://mcp.example:8443/mcp', 'https://mcp.example:8443/mcp'],
  ['http://localhost:80/mcp', 'http://localhost/mcp'],
  ['http://localhost:443/mcp', 'http://localhost:443/mcp'],
  ['http://[::1]:4646/mcp/', 'http://[::1]:4646/mcp'],
  ['URN:Example:Files/', 'urn:Example:Files/'],
])('spells %s as %s', (text, canonical) => {
  expect(canonicalResource(text)).toBe(canonical)
  expect(sameResource(text, canonical)).toBe(true)
})

it('tells resources apart that only look alike', () => {
  const resource = 'https://mcp.example/mcp'
  for (const other of [
    'https://mcp.example/mcp-evil',
    'https://mcp.example',
    'https://mcp.example/MCP',
    'http://mcp.example/mcp',
    'https://mcp.example:8443/mcp',
    'https://mcp.example./mcp',
    'https://mcp.example/mcp?',
    'https://mcp.example.evil/mcp',
    'https://mcp.example/mc%70',
  ]) {
    expect(sameResource(resource, other)).toBe(false)
  }
})

it('changes nothing the second time', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, validSchemes: ['http', 'https', 'HTTPS'] }), (text) => {
      const canonical = sameResource(text, text) ? canonicalResource(text) : undefined
      if (canonical === undefined) return
      expect(sameResource(text, canonical)).toBe(true)
      expect(canonicalResource(canonical)).toBe(canonical)
    }),
    { seed: 5, numRuns: 1000 },
  )
})

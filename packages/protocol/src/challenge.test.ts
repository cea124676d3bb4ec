import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatChallenge, longestChallengeHeader, parseChallenges } from './challenge.ts'

const read = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters, token68 }) => [scheme, token68 ?? Object.fromEntries(parameters)])

describe('formatChallenge', () => {
  it('is bare of error when no token was sent (RFC 6750 §3.1, RFC 9728 §5.1)', () => {
    expect(
      formatChallenge({
        scheme: 'Bearer',
        realm: 'files',
        scope: ['files:read'],
        resourceMetadata: 'https://mcp.example/.well-known/oauth-protected-resource/mcp',
      }),
    ).toBe(
      'Bearer realm="files", scope="files:read", resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp"',
    )
    expect(formatChallenge({ scheme: 'Bearer' })).toBe('Bearer')
    expect(formatChallenge({ scheme: 'Bearer', scope: [] })).toBe('Bearer')
  })

  it('names the error, its description and every scope that is needed', () => {
    expect(
      formatChallenge({
        scheme: 'Bearer',
        error: 'insufficient_scope',
        errorDescription: 'more is needed',
        scope: ['a', 'b'],
      }),
    ).toBe('Bearer error="insufficient_scope", error_description="more is needed", scope="a b"')
  })

  it('stays one header line, whatever it is given', () => {
    const text = 'a"b\\c\r\nSet-Cookie: x\0é'
    const header = formatChallenge({ scheme: 'Bearer', realm: text, errorDescription: text })
    expect(header).toMatch(/^[\x20-\x7e]*$/)
    expect(new Headers({ 'www-authenticate': header }).get('www-authenticate')).toBe(header)
    expect(read(header)).toEqual([
      ['bearer', { realm: 'a"b\\c??Set-Cookie: x??', error_description: 'a"b\\c??Set-Cookie: x??' }],
    ])
  })
})

describe('parseChallenges', () => {
  it.each([
    ['Bearer', [['bearer', {}]]],
    ['Bearer realm="x"', [['bearer', { realm: 'x' }]]],
    ['bearer REALM = x ,  scope="a b"', [['bearer', { realm: 'x', scope: 'a b' }]]],
    [
      'Basic realm="x", Bearer resource_metadata="https://a/b", error=invalid_token',
      [
        ['basic', { realm: 'x' }],
        ['bearer', { resource_metadata: 'https://a/b', error: 'invalid_token' }],
      ],
    ],
    [
      'Negotiate, Basic realm="a, Bearer b=c"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'a, Bearer b=c' }],
      ],
    ],
    [
      'Negotiate YWJj==, Bearer',
      [
        ['negotiate', 'YWJj=='],
        ['bearer', {}],
      ],
    ],
    [
      'Bearer resource_metadata=https://a.example/.well-known/x?y=1, scope=a',
      [['bearer', { resource_metadata: 'https://a.example/.well-known/x?y=1', scope: 'a' }]],
    ],
    [',, Bearer realm="q\\"uo\\\\te" ,,', [['bearer', { realm: 'q"uo\\te' }]]],
    ['Bearer realm=""', [['bearer', { realm: '' }]]],
    ['Bearer realm=', [['bearer', 'realm=']]],
    ['Bearer __proto__="x"', [['bearer', { ['__proto__']: 'x' }]]],
  ])('reads %s', (header, challenges) => {
    expect(read(header)).toEqual(challenges)
  })

  it.each([
    ['', []],
    ['"Bearer"', []],
    ['Bearer realm="x", Basic realm="open', [['bearer', { realm: 'x' }]]],
    ['Bearer realm="open', []],
    ['Bearer realm="x" scope="y"', []],
    ['Bearer realm="x", realm="y"', []],
    ['Basic realm="a", Bearer scope="x", SCOPE="y"', [['basic', { realm: 'a' }]]],
    ['Bearer two words', []],
    ['Bearer="x"', []],
  ])('leaves out what follows the first fault of %j, and never throws', (header, challenges) => {
    expect(read(header)).toEqual(challenges)
  })

  it('T12: does not read 10 MB, 1,000 parameters or 1,000 challenges', () => {
    expect(parseChallenges(`Bearer realm="${'x'.repeat(10_000_000)}"`)).toEqual([])
    expect(parseChallenges('Bearer realm="x"'.padEnd(longestChallengeHeader + 1))).toEqual([])
    expect(read('Bearer realm="x"'.padEnd(longestChallengeHeader))).toHaveLength(1)
    const parameters = (count: number) =>
      `Bearer ${Array.from({ length: count }, (_, index) => `p${index}=1`).join(', ')}`
    expect(parseChallenges(parameters(64))[0]?.parameters.size).toBe(64)
    expect(parseChallenges(parameters(65))).toEqual([])
    expect(parseChallenges(parameters(1000))).toEqual([])
    expect(parseChallenges('Bearer, '.repeat(1000))).toHaveLength(16)
  })

  it('T12: open quotes, escapes and separators up to the cap cost one pass', () => {
    // Each of these makes a grammar that backtracks take minutes; here the test would run into its timeout.
    for (const piece of ['"', '\\"', '\\', ',', ' ', '=', 'a', 'a=', 'a="', 'a ', 'a =', '" ']) {
      const header = `Bearer a="${piece.repeat(longestChallengeHeader)}`.slice(0, longestChallengeHeader)
      expect(parseChallenges(header).length).toBeLessThanOrEqual(16)
      expect(
        parseChallenges(piece.repeat(longestChallengeHeader).slice(0, longestChallengeHeader)).length,
      ).toBeLessThanOrEqual(16)
    }
  })

  it('reads back what formatChallenge writes', () => {
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 20 })
    fc.assert(
      fc.property(
        text,
        text,
        fc.array(fc.stringMatching(/^[a-z:]{1,6}$/), { minLength: 1, maxLength: 3 }),
        (realm, description, scope) => {
          const header = formatChallenge({
            scheme: 'Bearer',
            realm,
            errorDescription: description,
            error: 'invalid_token',
            scope,
          })
          expect(read(`Basic realm="x", ${header}, Negotiate`)).toEqual([
            ['basic', { realm: 'x' }],
            ['bearer', { realm, error_description: description, error: 'invalid_token', scope: scope.join(' ') }],
            ['negotiate', {}],
          ])
        },
      ),
      { seed: 9, numRuns: 500 },
    )
  })

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'B', '=', ',', ' ', '"', '\\', '\t', '/', 'é', '\0'), maxLength: 30 }),
        (header) => {
          for (const { scheme } of parseChallenges(header)) expect(scheme).toMatch(/^[ab]+$/)
        },
      ),
      { seed: 10, numRuns: 2000 },
    )
  })
})

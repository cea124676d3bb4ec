/** Moments on a command line. */
import { describe, expect, it } from 'vitest'
import { momentFrom } from './moment.ts'

const now = 1_795_257_000.5
const at = (text: string) => new Date((momentFrom('--since', text, now) ?? 0) * 1000).toISOString()

describe('a moment', () => {
  it('is so long ago, or a date', () => {
    expect(at('2h')).toBe('2026-11-21T08:30:00.000Z')
    expect(at('30d')).toBe('2026-10-22T10:30:00.000Z')
    expect(at('2026-11-21')).toBe('2026-11-21T00:00:00.000Z')
    expect(at('2026-11-21T09:30')).toBe('2026-11-21T09:30:00.000Z')
    expect(at('2026-11-21T09:30:15+01:00')).toBe('2026-11-21T08:30:15.000Z')
    expect(at('999999d')).toBe('1970-01-01T00:00:00.000Z')
    expect(momentFrom('--since', undefined, now)).toBeUndefined()
  })

  it.each(['', 'yesterday', '2026-13-01', '2026-11-21 09:30', '21.11.2026', '2', '2h30m'])(
    'is not %j, and the message says what to write',
    (text) => {
      expect(() => momentFrom('--since', text, now)).toThrow(
        /^--since .*: write how long ago, such as 2h, or a date as YYYY/,
      )
    },
  )
})

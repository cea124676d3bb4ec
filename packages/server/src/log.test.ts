/** Log lines: one an event, whatever strangers put into the facts. */
import { describe, expect, it } from 'vitest'
import { createLog, type LogOptions } from './log.ts'

const logTo = (options: Partial<LogOptions> = {}) => {
  const lines: string[] = []
  const log = createLog({ level: 'info', format: 'json', write: (line) => lines.push(line), ...options })
  return { log, lines }
}

const hostile = [
  'a\r\n{"level":"error"}',
  '\u001b[2J\u001b]0;owned\u0007',
  'nul \0 and del \u007f and c1 \u009b31m',
  'bidi \u202e gnp.exe and zero \u200b width',
  'line \u2028 and paragraph \u2029',
  '"quotes" and \\ backslash',
  '\ud800 alone',
]

describe('the log', () => {
  it('writes one JSON line an event, with level, time and facts', () => {
    const { log, lines } = logTo()
    log.warn('sign-in.refused', { source: '192.0.2.1', status: 3 })
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      event: 'sign-in.refused',
      source: '192.0.2.1',
      status: 3,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
    })
  })

  it.each(['json', 'pretty'] as const)('W12: keeps CR, LF, ANSI and invisible marks inside one %s line', (format) => {
    for (const text of hostile) {
      const { log, lines } = logTo({ format })
      log.info('request.refused', {
        description: text,
        reason: { text },
        asked: [text],
        [text]: 1,
        cause: new Error(text),
      })
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(/^[^\n]*\n$/)
      expect(lines[0]?.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    }
  })

  it('INV5: a fact that is not on the list is withheld, and only its name is told', () => {
    const { log, lines } = logTo()
    log.info('request.refused', { status: 400, refreshToken: 'rft_secret', form: { password: 'secret' } })
    expect(lines[0]).not.toContain('secret')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ status: 400, withheld: ['refreshToken', 'form'] })
  })

  it('cuts what is long', () => {
    const { log, lines } = logTo()
    log.info('request.refused', {
      description: 'x'.repeat(1_000_000),
      asked: Array.from({ length: 10_000 }, () => 'y'),
    })
    expect(lines[0]?.length).toBeLessThan(2500)
  })

  it('tells where an error comes from, and its cause', () => {
    const { log, lines } = logTo()
    log.error('request.failed', { cause: new Error('outer', { cause: new TypeError('inner') }) })
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      cause: { name: 'Error', message: 'outer', cause: { name: 'TypeError', message: 'inner' } },
    })
  })

  it('writes nothing below its level', () => {
    const { log, lines } = logTo({ level: 'warn' })
    log.info('a')
    log.warn('b')
    expect(lines).toHaveLength(1)
    const silent = logTo({ level: 'silent' })
    silent.log.error('c')
    expect(silent.lines).toEqual([])
  })

  it('writes lines for people without colour codes, unless colours are wanted', () => {
    const plain = logTo({ format: 'pretty' })
    plain.log.info('code.redeemed', { clientId: 'cli_1', reason: 'two words' })
    expect(plain.lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}code\.redeemed clientId=cli_1 reason="two words"\n$/)
    const coloured = logTo({ format: 'pretty', hasColours: true })
    coloured.log.info('code.redeemed')
    expect(coloured.lines[0]).toContain('\u001b[36minfo')
  })
})

/** Rows of the journal, as people and programs read them. */
import { describe, expect, it } from 'vitest'
import { csvCell, rowForms, type Format, type Row } from './row-forms.ts'

const row: Row = {
  id: 'jrn_1',
  at: 1_795_257_000,
  event: 'client.registered',
  userId: 'usr_1',
  userName: 'alice',
  clientId: 'cli_1',
  traceId: 'trc_1',
  source: '192.0.2.1',
  detail: { name: 'Notes, "the app"' },
}
const formats = Object.keys(rowForms) as Format[]

describe('a row of the journal', () => {
  it('is a line in columns, with what it is about behind them', () => {
    expect(rowForms.table.line(row)).toBe(
      '2026-11-21 10:30:00  client.registered              alice             192.0.2.1             client=cli_1 name="Notes, \\"the app\\"" trace=trc_1\n',
    )
    expect(rowForms.table.heading).toMatch(/^WHEN \(UTC\) +WHAT +WHO +FROM +ABOUT\n$/)
    expect(rowForms.table.line({ ...row, userName: undefined })).toContain('  usr_1  ')
  })

  it('is a line of JSON with the moment in words', () => {
    expect(JSON.parse(rowForms.jsonl.line(row))).toEqual({ ...row, at: '2026-11-21T10:30:00Z' })
  })

  it('is a line of CSV, quoted where it must be (RFC 4180)', () => {
    expect(rowForms.csv.heading).toBe('at,event,user,userId,clientId,grantId,traceId,source,detail,id\r\n')
    const detail = String.raw`"{""name"":""Notes, \""the app\""""}"`
    expect(rowForms.csv.line(row)).toBe(
      `2026-11-21T10:30:00Z,client.registered,alice,usr_1,cli_1,,trc_1,192.0.2.1,${detail},jrn_1\r\n`,
    )
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '－1'])(
    'U2: %j is words in a spreadsheet',
    (text) => {
      for (const cell of [csvCell(text), rowForms.csv.line({ ...row, userName: text }).split(',')[2]]) {
        expect(cell?.replace(/^"/, '').startsWith("'")).toBe(true)
      }
      expect(csvCell(`${text},"`)).toMatch(/^"'[^]*,"""$/)
    },
  )

  it.each(formats)('W12: is one %s line that no terminal obeys, whatever strangers wrote', (format) => {
    const hostile = 'x\r\n\u001b[31m\u009b31m\u202e\u2028\u{e0041}'
    const line = rowForms[format].line({
      ...row,
      clientId: hostile,
      userName: hostile,
      source: hostile,
      detail: { name: hostile, [hostile]: 'x' },
    })
    expect(line.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    expect(line.trimEnd().split('\n')).toHaveLength(1)
  })

  it('W12: loses nothing as JSON', () => {
    const hostile = 'x\u001b[31m\u009b31m\u202e\u2028\u{e0041}'
    const line = rowForms.jsonl.line({ ...row, detail: { name: hostile } })
    expect((JSON.parse(line) as Row).detail).toEqual({ name: hostile })
  })
})

/** The reference of audit events says what the code writes. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { journalEvents } from '../packages/issuer/src/journal-events.ts'
import { auditReference, auditReferencePath } from './audit-reference.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

describe('docs/reference/audit-events.md', () => {
  it('is what the list says: run tools/audit-reference.ts', () => {
    expect(readFileSync(auditReferencePath, 'utf8')).toBe(auditReference())
  })

  it('has every event that the sources write, and none that they do not', () => {
    const files = execFileSync(
      'git',
      ['ls-files', '-co', '--exclude-standard', 'packages/issuer/src', 'packages/server/src'],
      {
        cwd: root,
        encoding: 'utf8',
      },
    )
    const isSource = (file: string): boolean => file.endsWith('.ts') && !/\.test\.ts$|journal-events\.ts$/.test(file)
    const sources = files
      .split('\n')
      .filter(isSource)
      .map((file) => readFileSync(`${root}${file}`, 'utf8'))
      .join('\n')
    const known = Object.keys(journalEvents)
    const written = [...sources.matchAll(/\b(?:entry|journalEntry\(\w+\))\(\s*'([^']+)'/g)].map(([, event]) => event)
    expect(written.length).toBeGreaterThan(20)
    expect(written.filter((event) => !known.includes(event ?? ''))).toEqual([])
    // Where a password was wrong, the noun says at which door.
    const isWritten = (event: string): boolean =>
      sources.includes(`'${event}'`) ||
      (/^(sign-in|password)\./.test(event) && sources.includes(event.replace(/^[^.]+/, '${noun}')))
    expect(known.filter((event) => !isWritten(event))).toEqual([])
  })
})

/** Asks the registry for known holes in what runtime needs. Every finding is mended, or waived with a reason and a date (audit/waivers.json). */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { judgeAudit } from './audit/judge.ts'
import type { AuditReport, Waiver } from './audit/judge.ts'

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json', '--loglevel=silent'], { encoding: 'utf8' })
const report: AuditReport = JSON.parse(stdout || '{}')
const waivers: readonly Waiver[] = JSON.parse(readFileSync('tools/audit/waivers.json', 'utf8'))

if (report.vulnerabilities) {
  const complaints = judgeAudit(report, waivers, new Date().toISOString().slice(0, 10))
  for (const complaint of complaints) console.log(complaint)
  console.log(complaints.length > 0 ? `0 passed, ${complaints.length} failed` : '1 passed, 0 failed')
  process.exitCode = complaints.length > 0 ? 1 : 0
} else {
  console.log('this registry answers no audits: nothing was checked')
  console.log('0 passed, 0 failed')
}

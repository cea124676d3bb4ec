/** `gatehouse doctor`: what is wrong with this installation, why, and what to do. Works while the server is down, too. */
import { Command } from 'commander'
import { Ailing } from '../explain.ts'
import { withPlace, type Place } from '../installation.ts'
import { answer, harmless, type Form } from '../output/answer.ts'
import { brush } from '../output/paint.ts'
import type { World } from '../world.ts'

export const doctor = (world: World): Command =>
  withPlace(new Command('doctor'))
    .description('say what is wrong with this installation, and how to mend it')
    .option('--json', 'print JSON')
    .action(async ({ config: file, dataDir, ...form }: Place & Form) => {
      const { environment, workingDirectory } = world
      const flags = dataDir === undefined ? {} : { dataDir }
      const { examine } = await import('@gatehouse/server/doctor/examine')
      const findings = await examine({ environment, workingDirectory, file, flags, nodeVersion: process.version })
      const paint = brush(world.hasColours)
      const lines = findings.map((finding) => {
        const label = finding.check.padEnd(15)
        const says = harmless(finding.says)
        if (finding.state === 'fine') return `${paint.good('ok')}   ${label} ${says}\n`
        return `${paint.bad('BAD')}  ${label} ${says}\n     ${' '.repeat(15)} -> ${harmless(finding.cure)}\n`
      })
      answer(world, form, { data: findings, words: lines.join('') })
      const problems = findings.filter(({ state }) => state === 'problem').length
      if (problems > 0) throw new Ailing(problems)
    })

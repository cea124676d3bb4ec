/** `gatehouse doctor`: what is wrong with this installation, or with any server by its URL; whom it hurts, and what to do. Works while the server is down, too. */
import type { Finding } from '@gatehouse/server/doctor/finding'
import { Command } from 'commander'
import { Ailing, Misuse } from '../explain.ts'
import { examineTools } from '../examine-tools.ts'
import { dataDirectoryOf, withPlace, type Place } from '../installation.ts'
import { answer, harmless, type Form } from '../output/answer.ts'
import { brush, type Brush } from '../output/paint.ts'
import type { World } from '../world.ts'

export const doctor = (world: World): Command =>
  withPlace(new Command('doctor'))
    .argument(
      '[url]',
      'an issuer or an MCP server, looked at from outside as clients see it (default: this installation)',
    )
    .description('say what is wrong with this installation, and how to mend it')
    .option('--json', 'print JSON')
    .action(async (url: string | undefined, { config: file, dataDir, ...form }: Place & Form) => {
      const findings = url === undefined ? await atHome(world, { file, dataDir }) : await abroad(url)
      const paint = brush(world.hasColours)
      answer(world, form, { data: findings, words: findings.map((finding) => inWords(finding, paint)).join('') })
      const failures = findings.filter(({ level }) => level === 'fail').length
      if (failures > 0) throw new Ailing(failures)
    })

interface Home {
  readonly file: string | undefined
  readonly dataDir: string | undefined
}

const atHome = async (world: World, { file, dataDir }: Home): Promise<readonly Finding[]> => {
  const { environment, workingDirectory } = world
  const { examine } = await import('@gatehouse/server/doctor/examine')
  const flags = dataDir === undefined ? {} : { dataDir }
  const findings = await examine({ environment, workingDirectory, file, flags, nodeVersion: process.version })
  const isLost = findings.some(({ check, level }) => level === 'fail' && homeless.has(check))
  if (isLost) return findings
  const place = { ...(file !== undefined && { config: file }), ...flags }
  return [...findings, ...(await examineTools(dataDirectoryOf(world, place)))]
}

/** Without these there is nowhere to look. */
const homeless: ReadonlySet<string> = new Set(['configuration', 'data directory'])

const abroad = async (url: string) => {
  if (!/^https?:\/\/[^\s/]/i.test(url) || !URL.canParse(url)) {
    throw new Misuse(`${url} is no http or https URL: write for example https://auth.example.com`)
  }
  const { examineUrl } = await import('@gatehouse/server/doctor/examine-url')
  return examineUrl(url)
}

const inWords = (finding: Finding, paint: Brush): string => {
  const label = finding.check.padEnd(15)
  const says = harmless(finding.says)
  if (finding.level === 'ok') return `${paint.good('ok')}    ${label} ${says}\n`
  const indent = ' '.repeat(22)
  const mark = finding.level === 'fail' ? paint.bad('FAIL') : paint.strong('WARN')
  return `${mark}  ${label} ${says}\n${indent}${harmless(finding.why)}\n${indent}-> ${harmless(finding.cure)}\n`
}

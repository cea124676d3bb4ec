/** What a server is called when nobody says: after its package, its program, or where it is. */
import { plainName } from './server-name.ts'

/** `npx -y @modelcontextprotocol/server-filesystem ./notes` is `filesystem`. */
export const nameOfCommand = ([program = '', ...words]: readonly string[]): string => {
  const own = baseName(program)
  const isLauncher = launchers.has(own)
  const subject = isLauncher ? words.find((word) => !word.startsWith('-') && !skipped.has(word)) : undefined
  return shortName(subject ?? own) || 'server'
}

/** The path, where it says more than `mcp`; else the host. */
export const nameOfUrl = (url: string): string => {
  const { pathname, hostname } = new URL(url)
  const said = pathname.split('/').filter((step) => step !== '' && !/^(mcp|sse|api|v\d+)$/i.test(step))
  const isNumber = /^[\d.]+$|^\[/.test(hostname)
  const [host = ''] = hostname.split('.').filter((part) => !['www', 'mcp', 'api', 'localhost'].includes(part))
  return shortName(said.at(-1) ?? (isNumber ? '' : host)) || 'server'
}

/** Programs that run what comes behind them. */
const launchers = new Set(
  'npx npm pnpm yarn bunx bun node deno tsx uvx uv pipx python python3 ruby docker podman env'.split(' '),
)
/** What such a program is told before it comes to the point. */
const skipped = new Set(['run', 'exec', 'dlx', 'tool', 'x'])

const baseName = (path: string): string =>
  path
    .split(/[\\/]/)
    .at(-1)
    ?.replace(/\.(exe|cmd|bat)$/i, '') ?? ''

/** Files and folders that are called the same everywhere. */
const hollow = new Set(['index', 'main', 'server', 'app', 'cli', 'dist', 'build', 'src', 'bin', 'lib', '.', '..', ''])

/** Without scope, version, ending and the words that every MCP server has in its name. */
const shortName = (subject: string): string => {
  const [, scope = ''] = /^@([^/]+)\/[^/]+$/.exec(subject) ?? []
  const [base = ''] = subject
    .replace(/(?<=[^/\\])[@:][^/\\]*$/, '')
    .split(/[\\/]/)
    .toReversed()
    .map((step) => step.replace(/\.((m|c)?[jt]s|py|rb|exe)$/i, ''))
    .filter((step) => !hollow.has(step.toLowerCase()))
  const short = base
    .split(/[-_.]/)
    .filter((part) => !['mcp', 'server', 'modelcontextprotocol', ''].includes(part.toLowerCase()))
    .join('-')
  return plainName(short === '' ? scope || base : short)
}

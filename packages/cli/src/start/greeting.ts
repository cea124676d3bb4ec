/** What a start prints: where everything is, the way to the first account, and, the first time, a line for each client. */
import { brush, type Brush } from '../output/paint.ts'
import { snippets, type Target } from './snippets.ts'

export interface Served extends Target {
  readonly title: string
  /** Where they are known: which tools need what. */
  readonly tools?: readonly ToolRow[]
  /** What people should know about it now. */
  readonly remarks?: readonly string[]
}

export interface ToolRow {
  readonly needs: string
  readonly tools: readonly string[]
}

export interface Started {
  readonly version: string
  readonly issuer: string
  readonly dataDirectory: string
  /** The one that people will want first comes first. */
  readonly servers: readonly Served[]
  /** While there is no account. */
  readonly setupLink: string | undefined
  /** Of the setup link, in seconds. */
  readonly linkLifetime: number
  /** Nobody has seen the lines for clients yet. */
  readonly isFirst: boolean
}

export const greeting = (started: Started, hasColours: boolean): string => {
  const paint = brush(hasColours)
  const parts = [heading(started, paint), firstAccount(started, paint), clients(started, paint)]
  return `\n${parts.filter((part) => part !== '').join('\n')}\n`
}

const heading = ({ version, issuer, dataDirectory, servers }: Started, paint: Brush): string => {
  const row = (label: string, text: string): string => `  ${paint.quiet(label.padEnd(11))} ${text}\n`
  const guarded = servers.flatMap(({ url, title, tools = [], remarks = [] }, index) => [
    row(index === 0 ? 'MCP server' : '', `${paint.link(url)}   ${paint.quiet(title)}`),
    ...tools.flatMap((one) => toolLines(one, paint).map((line) => row('', line))),
    ...remarks.map((remark) => row('', paint.strong(remark))),
  ])
  const none = row('MCP server', 'none yet: gatehouse servers add <name> <url> --scope "<scope>=<words>"')
  return [
    `  ${paint.strong('Gatehouse')} ${paint.quiet(version)}\n\n`,
    row('Issuer', paint.link(issuer)),
    ...(guarded.length > 0 ? guarded : [none]),
    row('Data', dataDirectory),
  ].join('')
}

/** Of the names; the scope stands before them. */
const widest = 60

const toolLines = ({ needs, tools }: ToolRow, paint: Brush): readonly string[] => {
  const lines = tools.reduce<readonly string[]>((before, tool) => {
    const last = before.at(-1)
    return last === undefined || last.length + tool.length + 2 > widest
      ? [...before.map((line, index) => (index === before.length - 1 ? `${line},` : line)), tool]
      : [...before.slice(0, -1), `${last}, ${tool}`]
  }, [])
  return lines.map((line, index) => `${paint.quiet((index === 0 ? needs : '').padEnd(18))} ${line}`)
}

const firstAccount = ({ setupLink, linkLifetime }: Started, paint: Brush): string => {
  if (setupLink === undefined) return ''
  const words = `Create the first account (this link works once, for ${inWords(linkLifetime)}):`
  return `  ${paint.strong(words)}\n  ${paint.link(setupLink)}\n`
}

const inWords = (seconds: number): string =>
  seconds % 3600 === 0 ? plural(seconds / 3600, 'hour') : plural(Math.round(seconds / 60), 'minute')

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const clients = ({ servers: [server], setupLink, isFirst }: Started, paint: Brush): string => {
  if (!server || (!isFirst && setupLink === undefined)) return ''
  const lines = snippets(server).map(({ client, line }) => `  ${paint.quiet(client.padEnd(14))}  ${line}\n`)
  const words = `${setupLink === undefined ? 'Give' : 'Then give'} the MCP URL to your client:`
  return `  ${paint.strong(words)}\n\n${lines.join('')}`
}

/** What a start prints: where everything is, the way to the first account, and, the first time, a line for each client. */
import { brush, type Brush } from '../output/paint.ts'
import { snippets, type Target } from './snippets.ts'

export interface Started {
  readonly version: string
  readonly issuer: string
  readonly dataDirectory: string
  /** The one that people will want first comes first. */
  readonly servers: readonly (Target & { readonly title: string })[]
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
  const guarded = servers.map(({ url, title }, index) =>
    row(index === 0 ? 'MCP server' : '', `${paint.link(url)}   ${paint.quiet(title)}`),
  )
  const none = row('MCP server', 'none yet: gatehouse servers add <name> <url> --scope "<scope>=<words>"')
  return [
    `  ${paint.strong('Gatehouse')} ${paint.quiet(version)}\n\n`,
    row('Issuer', paint.link(issuer)),
    ...(guarded.length > 0 ? guarded : [none]),
    row('Data', dataDirectory),
  ].join('')
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

/** How each MCP client is told about a server: one row a client, ready to paste. Formats as of November 2026. */
export interface Target {
  /** Short: letters, digits and dashes. */
  readonly name: string
  readonly url: string
}

export interface Snippet {
  readonly client: string
  /** To paste, or where to click. */
  readonly line: string
}

/** Hosts in the cloud cannot see this computer. */
const inTheCloud = 'needs a public https address: set GATEHOUSE_PUBLIC_URL (a tunnel will do)'

export const snippets = (target: Target): readonly Snippet[] => {
  const { name, url } = target
  const entry = { type: 'http', url }
  const isPublic = url.startsWith('https:') && !/^https:\/\/(localhost|127\.|\[::1\])/.test(url)
  const connector = isPublic ? `Settings > Connectors > Add custom connector: ${url}` : inTheCloud
  return [
    { client: 'Claude Code', line: `claude mcp add --transport http ${name} ${quoted(url)}` },
    { client: 'claude.ai', line: connector },
    { client: 'Claude Desktop', line: isPublic ? connector : `claude_desktop_config.json: ${overStdio(target)}` },
    {
      client: 'ChatGPT',
      line: isPublic ? `Settings > Connectors > Advanced > Developer mode, then Create: ${url}` : inTheCloud,
    },
    { client: 'Cursor', line: cursorLink(target) },
    { client: 'VS Code', line: `code --add-mcp ${quoted(JSON.stringify({ name, ...entry }))}` },
    { client: 'Gemini CLI', line: `gemini mcp add --transport http ${name} ${quoted(url)}` },
    { client: 'Codex', line: `codex mcp add ${name} --url ${quoted(url)} && codex mcp login ${name}` },
    { client: 'any other', line: JSON.stringify({ mcpServers: { [name]: entry } }) },
  ]
}

/** Claude Desktop starts local servers only as commands. */
const overStdio = ({ name, url }: Target): string =>
  JSON.stringify({ mcpServers: { [name]: { command: 'npx', args: ['-y', 'mcp-remote', url] } } })

/** Opens Cursor and asks there. */
const cursorLink = ({ name, url }: Target): string => {
  const config = Buffer.from(JSON.stringify({ url })).toString('base64')
  return `cursor://anysphere.cursor-deeplink/mcp/install?name=${name}&config=${encodeURIComponent(config)}`
}

/** For a POSIX shell. */
export const quoted = (text: string): string =>
  /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** Who trips over what, as data: from recordings of real clients and from public material (conformance/clients names each of them). */

export interface Trip {
  /** Empty: every client. */
  readonly who: readonly string[]
  readonly how: string
}

const claude = 'Claude (web, desktop, mobile)'

export const trips = {
  otherIssuer: { who: [], how: 'compares the issuer byte for byte and stops (RFC 8414 §3.3)' },
  noMetadata: { who: [], how: 'finds no endpoint to go to' },
  noOAuthName: { who: ['mcpc', 'n8n'], how: 'looks for this name and no other' },
  noOpenIdName: { who: ['Mistral Le Chat'], how: 'looks for the OpenID Connect name and no other' },
  redirected: { who: [], how: 'follows no redirect here: a URL that moved is another issuer, or another server' },
  pageForUnknown: {
    who: ['Codex', 'Gemini CLI', 'mcp-remote', 'AI SDK'],
    how: 'tries several well-known names and takes the page for a document',
  },
  noIss: {
    who: ['Gemini CLI', 'ChatGPT', 'Codex'],
    how: 'refuses an answer without iss, or needs another redirect URI for every connection',
  },
  noS256: { who: [], how: 'sends PKCE with S256 and may go no further without it (MCP authorization)' },
  noDocuments: {
    who: [claude, 'Claude Code', 'Codex', 'VS Code (with its document, by vscode.dev)'],
    how: 'would come with a document of its own, and has to register for every connection',
  },
  noneMissing: {
    who: [claude, 'Claude Code', 'Codex', 'opencode'],
    how: 'uses its document only where "none" is among the methods, and does not fall back',
  },
  noRegistration: {
    who: ['Cursor', 'Gemini CLI', 'LibreChat', 'Open WebUI', 'n8n', 'mcporter', 'AI SDK'],
    how: 'knows no other way than to register itself, or an id that a person types in',
  },
  noOfflineAccess: {
    who: ['Claude Code', 'opencode', 'MCP Inspector', 'mcp-remote', 'MCP TypeScript SDK v2'],
    how: 'asks for offline_access where it is listed, and may get no refresh token without it',
  },
  offlineAccessOfResource: {
    who: ['Cursor'],
    how: 'asks for every scope that it lists, and people have to allow more than the tools need',
  },
  noScripts: { who: ['use-mcp', 'MCP Inspector'], how: 'runs in a browser, which keeps the answer from it' },
  scriptsAtSignIn: { who: [], how: 'must not be able to read what a signed-in person sees: no origin may' },
  knocksWithHead: { who: ['Gemini CLI'], how: 'knocks with HEAD and needs the challenge in the answer' },
  knocksWithGet: { who: ['Codex', 'mcp-remote'], how: 'knocks with GET and needs the challenge in the answer' },
  noChallenge: {
    who: [],
    how: 'learns from the challenge where to sign in; without it, it guesses, and many give up',
  },
  otherResource: {
    who: [claude, 'Gemini CLI', 'MCP TypeScript SDK v2'],
    how: 'compares it with the URL that was typed, and stops',
  },
  shortTokens: {
    who: ['Gemini CLI', 'Claude Code'],
    how: 'refreshes when less than five minutes are left: at every start',
  },
  staleKeys: { who: [], how: 'hands over tokens that MCP servers refuse, because they cannot find the key' },
  stored: { who: [], how: 'may be given the tokens of somebody else by whatever stores answers on the way' },
  notJson: { who: [], how: 'reads JSON, and reports a page as an unknown error' },
  tooLarge: {
    who: ['ChatGPT', 'Cursor', 'VS Code'],
    how: 'sends long requests: many redirect URIs, a long state, a large token',
  },
  wrongTime: { who: [], how: 'gets tokens that are not valid yet, or not any more, at servers whose clock is right' },
} as const satisfies Readonly<Record<string, Trip>>

/** As a sentence. */
export const whyOf = ({ who, how }: Trip): string =>
  who.length === 0 ? `Every client ${how}` : `${who.join(', ')}: ${how}`

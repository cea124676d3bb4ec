/** Programs that give a server on this computer a public https URL: how each is started, where it says the URL, and what becomes of it. Output as of November 2026. */

export interface TunnelProgram {
  readonly name: string
  readonly argv: (port: number) => readonly string[]
  /** The public URL, if this line of its output says it. */
  readonly urlIn: (line: string) => string | undefined
  /** What went wrong, if this line says so. */
  readonly complaintIn: (line: string) => string | undefined
  readonly howToGet: string
  /** What people should know about the URL. */
  readonly caution: string
}

const everythingEnds = 'every token and every registration of a client ends with the name, because both belong to it'

const cloudflared: TunnelProgram = {
  name: 'cloudflared',
  argv: (port) => ['tunnel', '--no-autoupdate', '--url', `http://localhost:${port}`],
  // Its complaints name https://api.trycloudflare.com, which is nobody's tunnel.
  urlIn: (line) => /https:\/\/(?!api\.)[a-z0-9-]+\.trycloudflare\.com(?![\w.-])/.exec(line)?.[0],
  complaintIn: (line) => /\bERR (.*)$/.exec(line)?.[1] ?? /^(failed to .*)$/.exec(line)?.[1],
  howToGet:
    'Install it from https://developers.cloudflare.com/tunnel/downloads/ (brew install cloudflared), or use --tunnel ngrok',
  caution: `the next start gets another name, and ${everythingEnds}. Quick tunnels may hold back event streams: for more than a trial take a tunnel with a name of your own and --public-url`,
}

const ngrok: TunnelProgram = {
  name: 'ngrok',
  argv: (port) => ['http', String(port), '--log', 'stdout', '--log-format', 'logfmt'],
  urlIn: (line) => /msg="started tunnel".* url=(https:\/\/[^\s"]+)/.exec(line)?.[1],
  complaintIn: (line) =>
    /^ERROR:\s+(\S.*)$/.exec(line)?.[1] ?? /lvl=(?:eror|crit) .*\berr="((?:[^"\\]|\\.)*)"/.exec(line)?.[1],
  howToGet:
    'Install it from https://ngrok.com/download and run `ngrok config add-authtoken`, or use --tunnel cloudflared',
  caution: `unless the name is one of your account, the next start gets another, and ${everythingEnds}`,
}

export const tunnelPrograms: readonly TunnelProgram[] = [cloudflared, ngrok]

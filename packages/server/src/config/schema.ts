/** Every option, once. From here come the types, the file's keys, the variables, the flags and docs/reference/configuration.md. */
import { z } from 'zod'
import { clientDocuments, egress } from './client-documents.ts'
import { declaredClient, declaredServer } from './declared.ts'
import { choice, duration, listOf, network, path, structure, text, wholeNumber, yesOrNo } from './kinds.ts'
import { option, optional, type Option } from './option.ts'
import { allowedHosts, tls } from './reached.ts'
import { masterKeys, signing } from './signing.ts'

const colour = text('colour', /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, 'is no colour')
const webUrl = text('URL', /^https?:\/\/[^\s/]/i, 'is no http or https URL')

export const schema = {
  port: option(wholeNumber(0, 65_535), {
    title: 'The TCP port to listen on; 0 takes a free one.',
    fallback: 4646,
    aliases: ['PORT'],
  }),
  host: option(text('host'), {
    title: 'The address to listen on. `localhost` means 127.0.0.1 and ::1, and nothing beyond this computer.',
    fallback: 'localhost',
    example: '0.0.0.0',
  }),
  publicUrl: optional(webUrl, {
    title:
      'How browsers and clients reach this server. Byte for byte the issuer of every token: choose it once. http only on this computer.',
    absent: '`http://localhost:<port>`, with `tls` `https://localhost:<port>`',
    example: 'https://auth.example.com',
  }),
  trustedProxies: option(listOf(network), {
    title: 'Networks of reverse proxies whose `X-Forwarded-For` is believed.',
    fallback: [],
    example: ['10.0.0.0/8'],
  }),
  allowedHosts,
  tls,
  insecureAllowHttp: option(yesOrNo, {
    title: 'Danger: serve people over http beyond this computer. Passwords and tokens then travel in the clear.',
    fallback: false,
  }),
  dataDir: optional(path, {
    title: 'Where database, master key and the admin socket live. Belongs to one user, mode 0700.',
    absent: "the user's data folder: `~/.local/share/gatehouse` on Linux",
    example: '/var/lib/gatehouse',
  }),
  ...masterKeys,
  signing,
  bootstrap: {
    user: optional(text('user name'), {
      title: 'Name of the first account, an administrator, made at start while there is none.',
      absent: 'the setup link is printed instead',
      example: 'alice',
    }),
    password: optional(text('password'), {
      title: 'Its password: 12 characters or more.',
      absent: 'the setup link is printed instead',
      isSecret: true,
    }),
  },
  registration: option(choice('open', 'token', 'off'), {
    title:
      'Which MCP clients may register themselves (RFC 7591): all, those with an initial access token, or none. A registered client can do nothing until a person approves.',
    fallback: 'open',
  }),
  maxUnusedRegistrations: option(wholeNumber(100, 1_000_000), {
    title:
      'How many clients may be registered that never got a token. Beyond it the oldest of them go; all go after 30 days. At most twice as many register in an hour.',
    fallback: 5000,
  }),
  clientDocuments,
  egress,
  privateUseSchemes: option(
    listOf(text('scheme', /^[a-z][a-z0-9+-]*$/, 'is no scheme without a dot, such as cursor')),
    {
      title:
        'Redirect schemes without a dot that desktop apps may use. Reverse-domain ones (`com.example.app`) need no entry.',
      fallback: ['cursor', 'vscode', 'vscode-insiders', 'windsurf'],
    },
  ),
  lifetimes: {
    code: option(duration('10s', '10m'), {
      title: 'An authorization code.',
      fallback: '60s',
    }),
    pendingAuthorization: option(duration('10s', '1h'), {
      title: 'A request that waits for sign-in and consent.',
      fallback: '15m',
    }),
    refreshIdle: option(duration('1h', '365d'), {
      title: 'A refresh token that nobody uses.',
      fallback: '30d',
    }),
    refreshAbsolute: option(duration('1h', '3650d'), {
      title: 'Everything that came from one approval, however often it is refreshed.',
      fallback: '180d',
    }),
    sessionIdle: option(duration('5m', '30d'), {
      title: 'A browser sign-in that nobody uses.',
      fallback: '12h',
    }),
    sessionAbsolute: option(duration('5m', '90d'), {
      title: 'A browser sign-in, however often it is used.',
      fallback: '7d',
    }),
    consent: option(duration('1h', '3650d'), {
      title: 'A remembered approval, which shortens the next one to a click.',
      fallback: '90d',
    }),
    setupLink: option(duration('5m', '7d'), {
      title: 'The link for the first account.',
      fallback: '24h',
    }),
  },
  brand: {
    name: option(text('name'), { title: 'The name on every page.', fallback: 'Gatehouse', example: 'Acme' }),
    logo: optional(path, {
      title: 'An SVG or PNG file of at most 256 KiB, shown beside the name.',
      absent: 'the gatehouse',
      example: 'logo.svg',
    }),
    accent: optional(colour, {
      title: 'Colour of buttons and links.',
      absent: 'the green of the house',
      example: '#0b6b5b',
    }),
    accentDark: optional(colour, {
      title: 'The same on dark pages.',
      absent: '`brand.accent`, in a shade that can be read',
      example: '#63cfb8',
    }),
    canvas: optional(colour, { title: 'Background of light pages.', absent: 'a light grey', example: '#f3f5f4' }),
    canvasDark: optional(colour, { title: 'Background of dark pages.', absent: 'nearly black', example: '#0e1312' }),
  },
  log: {
    level: option(choice('info', 'warn', 'error', 'silent'), {
      title: 'The least important event that is written.',
      fallback: 'info',
    }),
    format: option(choice('auto', 'json', 'pretty'), {
      title: 'JSON lines or lines for people, on standard error. `auto`: for people on a terminal.',
      fallback: 'auto',
    }),
  },
  metrics: {
    port: optional(wholeNumber(0, 65_535), {
      title: 'A TCP port of its own for Prometheus: `/metrics` there needs no token.',
      absent: 'no such port',
      example: 9464,
    }),
    host: option(text('host'), {
      title: 'The address of that port.',
      fallback: 'localhost',
      example: '10.0.0.5',
    }),
    token: optional(text('token', /^[A-Za-z0-9\-._~+/]{16,}=*$/, 'is no Bearer token of 16 characters or more'), {
      title: 'Opens `/metrics` on the public port to whoever sends it as `Authorization: Bearer`.',
      absent: '`/metrics` does not exist there',
      isSecret: true,
    }),
  },
  audit: {
    keepFor: option(duration('1d', '3650d'), {
      title: 'How long the audit journal remembers. `gatehouse audit export` writes it elsewhere before.',
      fallback: '400d',
    }),
    calls: option(choice('all', 'refused', 'none'), {
      title:
        'Which calls of tools behind the gateway stand in it. A row for each takes room: at a hundred calls a second, 8.6 million a day.',
      fallback: 'all',
    }),
  },
  database: {
    synchronous: option(choice('full', 'normal'), {
      title:
        'SQLite: `full` survives a power cut with everything that was answered; `normal` may lose the last moment and writes faster.',
      fallback: 'full',
    }),
  },
  servers: option(structure('list of servers', z.array(declaredServer, 'must be a list')), {
    title: 'MCP servers to guard: `name`, `url`, `scopes`; see below. `gatehouse servers add` adds further ones.',
    fallback: [],
  }),
  clients: option(structure('list of clients', z.array(declaredClient, 'must be a list')), {
    title: 'Clients without a secret that are known from the start; see below. `gatehouse clients add` adds any kind.',
    fallback: [],
  }),
} as const

type ValuesOf<Tree> = Tree extends Option<infer Value> ? Value : { readonly [Key in keyof Tree]: ValuesOf<Tree[Key]> }

/** What the sources say together, before what depends on other options is filled in. */
export type Settings = ValuesOf<typeof schema>

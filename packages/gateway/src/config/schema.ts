/**
 * One server as an operator declares it: the members that MCP clients know (`command`, `args`, `url`, ...), and ours beside them. The checks
 * and docs/reference/gateway.md both come from here.
 */
import { z } from 'zod'
import { usualHttp, usualLimits, usualPolicy, usualStdio } from './defaults.ts'
import { duration, inWords, listOf, pattern, scope, texts, wholeNumber, words, yesOrNo } from './kinds.ts'

/** For the reference, and for the check that a member fits its upstream. */
export interface About {
  readonly description: string
  readonly kind: string
  /** What holds without it. */
  readonly usual: string
  /** Fits only such upstreams. */
  readonly only?: 'command' | 'url'
}

const said = <Schema extends z.ZodType>(schema: Schema, about: About): Schema => schema.meta({ ...about })

type Remark = Pick<About, 'description' | 'only'>

const count = (most: number, usual: number, remark: Remark) =>
  said(wholeNumber(1, most).default(usual), { ...remark, kind: `number 1..${most}`, usual: `${usual}` })

const span = (range: readonly [string, string], usual: number, remark: Remark) =>
  said(duration(...range).prefault(inWords(usual)), {
    ...remark,
    kind: `duration ${range.join('..')}`,
    usual: inWords(usual),
  })

const scalar = z.union([z.string(), z.number(), z.boolean()], 'must be text, a number, true or false')

const condition = z
  .strictObject({
    equals: scalar.exactOptional(),
    oneOf: listOf(scalar).exactOptional(),
    startsWith: z.string('must be text').exactOptional(),
    matches: pattern.exactOptional(),
    present: yesOrNo.exactOptional(),
  })
  .refine((one) => Object.keys(one).length > 0, 'says nothing: name equals, oneOf, startsWith, matches or present')

const argumentRule = z
  .strictObject({ argument: words, scopes: listOf(scope), when: condition.optional(), unless: condition.optional() })
  .refine(({ when, unless }) => (when === undefined) !== (unless === undefined), 'needs either when or unless')
  .transform(({ when, unless, ...rule }) => (when ? { ...rule, when } : { ...rule, unless: unless ?? {} }))

const toolRule = z.strictObject({
  scopes: listOf(scope).exactOptional(),
  arguments: listOf(argumentRule).exactOptional(),
})

const { maxAnswerBytes } = usualHttp
const { maxChildren, maxLineBytes } = usualStdio

export const limits = z.strictObject({
  perPerson: count(1_000_000, usualLimits.perPerson, { description: 'Calls of one person in a minute.' }),
  perServer: count(10_000_000, usualLimits.perServer, { description: 'Calls of all people in a minute.' }),
  concurrentPerPerson: count(10_000, usualLimits.concurrentPerPerson, {
    description: 'Calls of one person under way at once.',
  }),
  concurrent: count(100_000, usualLimits.concurrent, { description: 'Calls under way at once.' }),
  streamsPerPerson: count(1000, usualLimits.streamsPerPerson, {
    description: 'Open event streams of one person (GET).',
  }),
  maxAnswerBytes: count(1_073_741_824, maxAnswerBytes, {
    description: 'The largest answer that is no stream, and the largest event of one.',
    only: 'url',
  }),
  maxChildren: count(10_000, maxChildren, { description: 'Children at once, with `perUser`.', only: 'command' }),
  maxLineBytes: count(1_073_741_824, maxLineBytes, {
    description: 'The longest line that a child may write.',
    only: 'command',
  }),
})

const { timeouts: onHttp } = usualHttp
const { timeouts: onStdio } = usualStdio

export const timeouts = z.strictObject({
  connect: span(['1s', '5m'], onHttp.connect, { description: 'Until the connection stands.', only: 'url' }),
  head: span(['1s', '1h'], onHttp.head, { description: 'Until an answer begins.', only: 'url' }),
  silence: span(['1s', '24h'], onHttp.silence, { description: 'Between two pieces of an answer.', only: 'url' }),
  idle: span(['10s', '30d'], onStdio.idle, { description: 'Without work, until a child is ended.', only: 'command' }),
  call: span(['1s', '24h'], onStdio.call, { description: 'One call, from its beginning to its end.', only: 'command' }),
  start: span(['1s', '1h'], onStdio.start, {
    description: 'Until a child answers for the first time.',
    only: 'command',
  }),
})

export const declaredServer = z.strictObject({
  command: said(words.optional(), {
    description: 'The program of a stdio server, found through `PATH`. No shell.',
    kind: 'text',
    usual: '`url` instead',
    only: 'command',
  }),
  args: said(listOf(z.string('must be text')).default([]), {
    description: 'Its arguments.',
    kind: 'list of texts',
    usual: 'none',
    only: 'command',
  }),
  env: said(texts.default({}), {
    description: 'What it sees of an environment, besides the few harmless names that every program needs.',
    kind: 'names and values',
    usual: 'nothing',
    only: 'command',
  }),
  cwd: said(words.optional(), {
    description: 'Where it runs.',
    kind: 'path',
    usual: 'the folder of this file',
    only: 'command',
  }),
  perUser: said(yesOrNo.default(usualStdio.perUser), {
    description: 'One child for each person instead of one for all.',
    kind: 'true or false',
    usual: `${usualStdio.perUser}`,
    only: 'command',
  }),
  url: said(words.optional(), {
    description: 'The endpoint of an HTTP server (Streamable HTTP, stateless or with sessions).',
    kind: 'URL',
    usual: '`command` instead',
    only: 'url',
  }),
  headers: said(texts.default({}), {
    description: 'Sent with every request: what proves the gateway to this server.',
    kind: 'names and values',
    usual: 'none',
    only: 'url',
  }),
  title: said(words.optional(), { description: 'What people read.', kind: 'text', usual: 'its name' }),
  scopes: said(z.record(scope, words, 'must be names with words').default({}), {
    description: 'Further scopes besides `<name>:read`, `<name>:write` and `<name>:admin`, with what people read.',
    kind: 'names and words',
    usual: 'none',
  }),
  defaultScopes: said(listOf(scope).optional(), {
    description: 'What a client is asked to get from the start; the others come by step-up.',
    kind: 'list of scopes',
    usual: '`<name>:read` and `<name>:write`',
  }),
  required: said(listOf(scope).default([]), {
    description: 'Needed for every call, whatever it is.',
    kind: 'list of scopes',
    usual: 'none',
  }),
  allow: said(listOf(words).optional(), {
    description: 'Only these tools: names, or patterns with `*`.',
    kind: 'list of patterns',
    usual: 'all tools',
  }),
  deny: said(listOf(words).default([]), {
    description: 'Never these tools, in capitals or small letters, whatever `allow` says.',
    kind: 'list of patterns',
    usual: 'none',
  }),
  tools: said(z.record(words, toolRule, 'must be tools with rules').default({}), {
    description: 'What the calls of a tool need, instead of what its annotations suggest; see below.',
    kind: 'tools with rules',
    usual: 'by annotations',
  }),
  identity: said(
    z.union([yesOrNo, z.strictObject({ audience: words })], 'must be true, false or { audience: ... }').optional(),
    {
      description: 'Whether this server is told who is calling; `audience` is what the JWT names.',
      kind: 'true, false or `audience`',
      usual: 'told on this computer, not elsewhere',
    },
  ),
  onToolChange: said(z.enum(['withhold', 'report'], 'must be withhold or report').default(usualPolicy.onToolChange), {
    description: 'What happens to a tool whose definition is no longer the one that was pinned.',
    kind: '`withhold` or `report`',
    usual: `\`${usualPolicy.onToolChange}\``,
  }),
  listing: said(z.enum(['reachable', 'granted'], 'must be reachable or granted').default(usualPolicy.listing), {
    description: 'Which tools a list shows: also those that need a further approval, or only what may be called now.',
    kind: '`reachable` or `granted`',
    usual: `\`${usualPolicy.listing}\``,
  }),
  limits: limits.prefault({}),
  timeouts: timeouts.prefault({}),
})

export type DeclaredServer = z.output<typeof declaredServer>

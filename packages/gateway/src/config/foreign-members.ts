/** Members that MCP clients keep in the same files for themselves: understood, left aside with a word, or refused where leaving them aside would open more than was meant. */

export interface Translated {
  readonly said: Readonly<Record<string, unknown>>
  /** The file says that this server is off. */
  readonly isOff: boolean
  /** By member: why the declaration cannot stand as it is. */
  readonly faults: readonly Remark[]
  /** By member: what is not read. */
  readonly remarks: readonly Remark[]
}

export interface Remark {
  readonly member: string
  readonly reason: string
  readonly cure: string
}

const nextToIt = 'How a client treats this server is its own matter: nothing needs to be done'
/** Windows and buttons, waiting times and approvals of the client. */
const ofTheClient = new Set(
  'alwaysAllow autoApprove trust timeout description name icon gallery version dev $schema sandboxEnabled sandbox'.split(
    ' ',
  ),
)
/** Without them more tools would be offered than was meant. */
const narrowing: Readonly<Record<string, string>> = {
  disabledTools: 'deny',
  excludeTools: 'deny',
  enabledTools: 'allow',
  includeTools: 'allow',
}
/** Where clients write the URL under another name. */
const otherUrls = ['httpUrl', 'serverUrl']
const ofUrls = new Set(['http', 'streamable-http', 'streamable_http', 'streamableHttp'])

export const translate = (said: Readonly<Record<string, unknown>>): Translated => {
  const { type, disabled, enabled, ...rest } = said
  const members = Object.entries(rest).filter(([member]) => !ofTheClient.has(member))
  const kept = members
    .filter(([member]) => narrowing[member] === undefined && member !== 'envFile')
    .map(([member, value]) => [otherUrls.includes(member) && !('url' in said) ? 'url' : member, value] as const)
  return {
    said: Object.fromEntries(kept),
    isOff: disabled === true || enabled === false,
    faults: [...typeFaults(type, said), ...members.flatMap(([member]) => fault(member))],
    remarks: Object.keys(rest)
      .filter((member) => ofTheClient.has(member))
      .map((member) => ({ member, reason: 'it is not read here', cure: nextToIt })),
  }
}

const fault = (member: string): readonly Remark[] => {
  const ours = narrowing[member]
  if (ours !== undefined) {
    return [
      { member, reason: 'it is not read here, and more tools would be offered', cure: `Write \`${ours}\` instead` },
    ]
  }
  if (member !== 'envFile') return []
  return [
    { member, reason: 'it is not read here', cure: 'Write its variables as `env`, with ${env:NAME} or ${file:path}' },
  ]
}

const typeFaults = (type: unknown, said: Readonly<Record<string, unknown>>): readonly Remark[] => {
  const fits =
    type === undefined || (type === 'stdio' ? 'command' in said : typeof type === 'string' && ofUrls.has(type))
  if (fits) return []
  if (type === 'sse') {
    const reason = 'the older HTTP+SSE transport is not spoken here'
    return [{ member: 'type', reason, cure: 'Write the URL of its Streamable HTTP endpoint, and type: http' }]
  }
  return [
    { member: 'type', reason: `${JSON.stringify(type)} does not fit`, cure: 'Write stdio or http, or leave it out' },
  ]
}

/** Clients that do not understand a true 401 or 403 in answer to a tool call, as data: they want the challenge inside the tool's result. */
import type { Incoming } from './incoming.ts'

interface ChallengeQuirk {
  readonly client: string
  readonly userAgent: RegExp
  /** The name in `clientInfo`, where a message carries one. */
  readonly clientName: RegExp
}

/** `_meta["mcp/www_authenticate"]` in a result with `isError`. */
const inResult: readonly ChallengeQuirk[] = [
  { client: 'ChatGPT', userAgent: /^openai-mcp\b/i, clientName: /^(?:openai-mcp|chatgpt)\b/i },
]

export const wantsChallengeInResult = (incoming: Incoming, clientName: string | undefined): boolean => {
  const userAgent = incoming.header('user-agent') ?? ''
  return inResult.some(
    (quirk) => quirk.userAgent.test(userAgent) || (clientName !== undefined && quirk.clientName.test(clientName)),
  )
}

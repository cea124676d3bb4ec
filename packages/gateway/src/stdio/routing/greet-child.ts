/**
 * The first words with a new child: which revision it speaks, what it is and can. MCP 2026-07-28, "stdio: Backward Compatibility";
 * MCP 2025-11-25, "Initialization"
 */
import { GatewayFault } from '../../fault.ts'
import { askChild, resultOf } from './ask-child.ts'
import type { JsonMessage } from '../child.ts'
import { codes, isRecord, memberOf } from './json-rpc.ts'
import type { Link } from './link.ts'
import { keys, legacy, modern } from './revisions.ts'
import { within } from '../within.ts'

export interface Greeting {
  /** `modern`: each request carries everything. `legacy`: there was a handshake. */
  readonly era: 'legacy' | 'modern'
  readonly capabilities: JsonMessage
  readonly serverInfo: JsonMessage
  /** As it said it, `instructions` and all. */
  readonly said: JsonMessage
}

export interface Greeter {
  readonly greet: (link: Link) => Promise<Greeting>
  /** Whether the last greeting failed, and the next one will begin with another word. */
  readonly hasLearned: () => boolean
}

const ourselves = { name: 'gatehouse', title: 'Gatehouse', version: '1' } as const

/** For requests of our own. */
export const ourEnvelope: JsonMessage = {
  [keys.version]: modern,
  [keys.client]: ourselves,
  [keys.capabilities]: {},
}

/**
 * Roots are never offered: a client could widen what a server of files may touch. Whoever elicits or samples is served where it is clear
 * whom to ask, and refused at once elsewhere.
 */
const initialize = {
  protocolVersion: legacy[0],
  capabilities: { elicitation: { form: {}, url: {} }, sampling: {} },
  clientInfo: ourselves,
}

/** In milliseconds: some old servers never answer what they do not know. */
const usualPatience = 3000

/** One for all children of a server: what the last one spoke the next will speak, too. `patience`: in milliseconds. */
export const createGreeter = (patience = usualPatience): Greeter => {
  let firstWord: 'discover' | 'initialize' = 'discover'
  let hasLearned = false

  const probe = async (link: Link): Promise<Greeting | undefined> => {
    const asked = discover(link)
    asked.catch(() => undefined)
    if (!(await within(patience, asked))) return (await shakeHands(link)) ?? read(await asked)
    return read(await asked) ?? (await shakeHands(link))
  }
  const talk = async (link: Link): Promise<Greeting | undefined> => {
    if (firstWord === 'initialize') return (await shakeHands(link)) ?? read(await discover(link))
    // Some old servers end at a word that they do not know: the next one hears the other first.
    firstWord = 'initialize'
    hasLearned = true
    return await probe(link)
  }
  return {
    async greet(link) {
      hasLearned = false
      const greeting = await talk(link)
      hasLearned = false
      if (!greeting) {
        throw new GatewayFault('upstream_bad_answer', 'the server speaks no version of MCP that is known here')
      }
      firstWord = greeting.era === 'modern' ? 'discover' : 'initialize'
      return greeting
    },
    hasLearned: () => hasLearned,
  }
}

/** Whoever starts the child sees to it that this does not take for ever. */
const say = (link: Link, method: string, params: JsonMessage): Promise<JsonMessage> =>
  askChild(link, { method, params }, link.holdClock)

const discover = (link: Link): Promise<JsonMessage> => say(link, 'server/discover', { _meta: ourEnvelope })

/** `undefined`: it does not know that word. */
const shakeHands = async (link: Link): Promise<Greeting | undefined> => {
  const said = resultOf(await say(link, 'initialize', initialize))
  if (!said) return undefined
  link.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return { era: 'legacy', capabilities: memberOf(said, 'capabilities'), serverInfo: memberOf(said, 'serverInfo'), said }
}

/** `undefined`: it is of the older kind. Throws GatewayFault for one that is newer than we are. */
const read = (response: JsonMessage): Greeting | undefined => {
  const said = resultOf(response)
  const versions = said ? said['supportedVersions'] : supportedInstead(response)
  if (!Array.isArray(versions)) return undefined
  if (said && versions.includes(modern)) {
    const serverInfo = memberOf(memberOf(said, '_meta'), keys.server)
    return { era: 'modern', capabilities: memberOf(said, 'capabilities'), serverInfo, said }
  }
  if (legacy.some((version) => versions.includes(version))) return undefined
  throw new GatewayFault('upstream_bad_answer', 'the server speaks only versions of MCP that are not known here')
}

const supportedInstead = ({ error }: JsonMessage): unknown =>
  isRecord(error) && error['code'] === codes.unsupportedVersion ? memberOf(error, 'data')['supported'] : undefined

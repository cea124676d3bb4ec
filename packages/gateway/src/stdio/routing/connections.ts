/** Running children with everything that goes along: the line, what was said in greeting, who may be asked, who hears the news. */
import { setTimeout as pause } from 'node:timers/promises'
import type { StdioDefinition } from '../../definition.ts'
import type { UpstreamNeeds } from '../../upstream.ts'
import { askChild } from './ask-child.ts'
import { type Audience, createAudience, type Hearable } from './audience.ts'
import type { JsonMessage, RunningChild } from '../child.ts'
import { createGreeter, type Greeting, ourEnvelope } from './greet-child.ts'
import { createChildren } from '../keep-children.ts'
import type { Call } from './asker.ts'
import { createLink, type Link } from './link.ts'
import { routeNews } from './news.ts'
import { createQuestions, type Questions } from './questions.ts'

export interface Connection extends Hearable {
  readonly link: Link
  readonly greeting: Greeting
  /** Asked by the house. */
  readonly ask: (method: string, params: JsonMessage) => Promise<JsonMessage>
}

export interface Connections {
  /** Throws GatewayFault. */
  readonly get: (key: string) => Promise<Connection>
  readonly audienceOf: (key: string) => Audience
  readonly health: () => ReturnType<ReturnType<typeof createChildren>['health']>
  readonly close: (grace: number) => Promise<void>
}

export const createConnections = (definition: StdioDefinition, needs: UpstreamNeeds): Connections => {
  const { name, log, now, environment } = needs
  const connections = new WeakMap<RunningChild, Connection>()
  const audiences = new Map<string, Audience>()
  const greeter = createGreeter()

  const audienceOf = (key: string): Audience => {
    const known = audiences.get(key)
    if (known) return known
    // One without listeners and without a child is as good as none.
    for (const [other, audience] of audiences) if (audience.isIdle()) audiences.delete(other)
    const made = createAudience()
    audiences.set(key, made)
    return made
  }

  const greet = async (child: RunningChild, key: string): Promise<void> => {
    const link: Link = createLink({
      child,
      longestCall: definition.timeouts.call,
      now,
      onRequest: (request) => questions.onRequest(request),
      onNotification: routeNews({
        audience: () => audienceOf(key),
        needs,
        isOnePersons: definition.perUser,
        questions: () => questions,
      }),
      onGivenUp: (call) => questions.onGivenUp(call),
      onLateAnswer: (id) => questions.onLateAnswer(id),
      onFault: tellOnce((cause) => log.warn('gateway.message-dropped', { server: name, cause })),
      onEnd: () => questions.close(),
    })
    const questions: Questions = createQuestions({ link, name, log, now })
    const greeting = await greeter.greet(link)
    const connection = connect({ child, link, greeting })
    connections.set(child, connection)
    audienceOf(key).moveTo(connection)
  }
  const children = createChildren(definition, { name, log, now, environment, greet })

  const take = async (key: string): Promise<Connection> => {
    const connection = connections.get(await children.get(key))
    if (!connection) throw new Error('a child was handed out before it was greeted')
    return connection
  }
  return {
    audienceOf,
    get: (key) =>
      take(key).catch(async (error: unknown) => {
        if (!greeter.hasLearned()) throw error
        await pause(afterFirstEnd)
        return await take(key)
      }),
    health: () => children.health(),
    async close(grace) {
      for (const audience of audiences.values()) audience.close()
      await children.close(grace)
    },
  }
}

/** In milliseconds: longer than a child waits that ended once. */
const afterFirstEnd = 600

/** A child that does it once may do it for ever. */
const tellOnce = (tell: (cause: unknown) => void): ((cause: unknown) => void) => {
  let isTold = false
  return (cause) => {
    if (!isTold) tell(cause)
    isTold = true
  }
}

interface Parts {
  readonly child: RunningChild
  readonly link: Link
  readonly greeting: Greeting
}

const connect = ({ child, link, greeting }: Parts): Connection => {
  const isModern = greeting.era === 'modern'
  const holds = new Map<string, () => void>()
  const streams = new Map<string, Call>()

  const ask = (method: string, params: JsonMessage): Promise<JsonMessage> =>
    askChild(link, { method, params: isModern ? { ...params, _meta: ourEnvelope } : params })

  /** Runs until it is given up, and is no work: a child that has nothing else to do may end. */
  const listen = (notifications: JsonMessage): Call | undefined => {
    let call: Call | undefined
    const asked = { method: 'subscriptions/listen', params: { notifications, _meta: ourEnvelope } }
    askChild(link, asked, (begun) => (call = begun)).catch(() => undefined)
    if (call) link.holdClock(call)
    call?.release()
    return call
  }
  if (isModern) listen({ toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true })

  return {
    link,
    greeting,
    ask,
    isOpen: link.isOpen,
    subscribe(uri) {
      holds.set(uri, holds.get(uri) ?? child.hold())
      if (!isModern) return ask('resources/subscribe', { uri })
      const call = listen({ resourceSubscriptions: [uri] })
      if (call) streams.set(uri, call)
      return Promise.resolve({ result: {} })
    },
    unsubscribe(uri) {
      holds.get(uri)?.()
      holds.delete(uri)
      const call = streams.get(uri)
      streams.delete(uri)
      if (call) link.giveUp(call, 'nobody listens any more')
      else ask('resources/unsubscribe', { uri }).catch(() => undefined)
    },
    setLogLevel(level) {
      if (isModern || !('logging' in greeting.capabilities)) return
      ask('logging/setLevel', { level }).catch(() => undefined)
    },
  }
}

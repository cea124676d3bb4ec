/** What a child says without having been asked, and who hears it. What may be about somebody else's call reaches nobody. */
import type { UpstreamNeeds } from '../../upstream.ts'
import type { Audience } from './audience.ts'
import type { JsonMessage } from '../child.ts'
import { memberOf, paramsOf } from './json-rpc.ts'
import type { Questions } from './questions.ts'
import { keys } from './revisions.ts'

interface NewsNeeds {
  readonly audience: () => Audience
  readonly needs: UpstreamNeeds
  /** All who listen are one person. */
  readonly isOnePersons: boolean
  readonly questions: () => Questions
}

const changes: ReadonlySet<string> = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
])

const withoutSubscription = (params: JsonMessage): JsonMessage => {
  const meta = memberOf(params, '_meta')
  if (!(keys.subscription in meta)) return params
  const { [keys.subscription]: _stream, ...others } = meta
  return { ...params, _meta: others }
}

export const routeNews =
  ({ audience, needs, isOnePersons, questions }: NewsNeeds) =>
  (notification: JsonMessage & { readonly method: string }): void => {
    const { method } = notification
    const params = withoutSubscription(paramsOf(notification))
    if (method === 'notifications/tools/list_changed') needs.onToolsChanged()
    if (changes.has(method)) return audience().tellAll(method, params)
    if (method === 'notifications/resources/updated') {
      return typeof params['uri'] === 'string' ? audience().tellOf(params['uri'], params) : undefined
    }
    if (method === 'notifications/cancelled') return questions().withdraw(params['requestId'])
    if (method === 'notifications/subscriptions/acknowledged') return undefined
    if (method === 'notifications/message') {
      const owner = questions().onlyOwner()
      if (owner) return owner.asker.client.log?.(notification)
    }
    return isOnePersons ? audience().tellAll(method, params) : undefined
  }

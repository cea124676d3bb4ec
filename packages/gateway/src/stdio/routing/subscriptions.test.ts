import { expect, it } from 'vitest'
import type { JsonMessage } from '../child.ts'
import { createSubscriptions, mostOfListener } from './subscriptions.ts'

const openChild = (answer: JsonMessage = { result: {} }) => {
  const said: string[] = []
  return {
    said,
    isOpen: () => true,
    async subscribe(uri: string) {
      said.push(`+${uri}`)
      return answer
    },
    unsubscribe: (uri: string) => void said.push(`-${uri}`),
  }
}
const listener = () => ({ hear: () => undefined })

it('INV8: one listener holds so many resources and no more, and may have others instead', async () => {
  const [child, subscriptions, greedy, other] = [openChild(), createSubscriptions(), listener(), listener()]
  for (let n = 0; n < mostOfListener; n += 1) {
    expect(await subscriptions.enter(child, `a:${n}`, greedy)).toHaveProperty('result')
  }
  expect(await subscriptions.enter(child, 'a:more', greedy)).toHaveProperty('error')
  expect(await subscriptions.enter(child, 'a:7', greedy)).toHaveProperty('result')
  expect(await subscriptions.enter(child, 'a:more', other)).toHaveProperty('result')
  subscriptions.leave('a:7', greedy)
  expect(await subscriptions.enter(child, 'a:more', greedy)).toHaveProperty('result')
  subscriptions.leaveAll(greedy)
  expect(await subscriptions.enter(child, 'a:new', greedy)).toHaveProperty('result')
})

it('INV8: a URI that is too long reaches nobody', async () => {
  const [child, subscriptions] = [openChild(), createSubscriptions()]
  expect(await subscriptions.enter(child, `a:${'x'.repeat(3000)}`, listener())).toHaveProperty('error')
  expect(child.said).toEqual([])
})

it('what the child refuses counts for nothing', async () => {
  const [child, subscriptions, one] = [openChild({ error: { code: 1 } }), createSubscriptions(), listener()]
  for (let n = 0; n < mostOfListener + 1; n += 1) {
    expect(await subscriptions.enter(child, `a:${n}`, one)).toEqual({ error: { code: 1 } })
  }
})

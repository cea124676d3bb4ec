/** How often strangers can send us out, and what they learn from how long it took. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { ample, useWeb, wishFor } from './web.ts'

const web = useWeb()

/** Names whose fetches fail in every way there is, some of them at once and some never. */
const allFailures = async (): Promise<readonly string[]> => {
  const host = await web.host('app.example')
  const json = { 'Content-Type': 'application/json' }
  host.answer('/bad-json', (_, response) => response.writeHead(200, json).end('{'))
  host.answer('/silent', () => undefined)
  web.name('private.example', ['10.0.0.1'])
  web.name('closed.example', ['8.8.4.98'])
  web.connections.lead('8.8.4.98:443', 1)
  // Accepts and says nothing: as a port behind a firewall that swallows.
  const mute = createServer().listen(0, '127.0.0.1').unref()
  await once(mute, 'listening')
  web.name('mute.example', ['8.8.4.97'])
  web.connections.lead('8.8.4.97:443', (mute.address() as AddressInfo).port)
  return [
    ...['/404', '/bad-json', '/silent'].map(host.url),
    ...['private', 'closed', 'mute', 'unknown'].map((name) => `https://${name}.example/client`),
    'https://127.0.0.1/client',
    'https://app.example:22/client',
  ]
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await work()
  return performance.now() - start
}

it('H14: every failure is told at the same moment, whatever it was', async () => {
  const urls = await allFailures()
  const door = web.door({ limits: ample, timing: { patience: 700, failuresAnswer: 900 } })
  const times = await Promise.all(urls.map((url) => timed(() => door(wishFor(url)))))
  expect(new Set(web.reports.map((report) => report.split(':')[0]))).toEqual(
    new Set(['status', 'answer', 'tooSlow', 'address', 'connection', 'resolution', 'name', 'url']),
  )
  expect(Math.min(...times)).toBeGreaterThan(895)
  expect(Math.max(...times) - Math.min(...times)).toBeLessThan(150)
})

it('H14: a failure is told after 5 s, the time that a fetch may take in all; a document at once', async () => {
  const host = await web.host('app.example')
  host.serveClient('/client')
  host.answer('/silent', () => undefined)
  const door = web.door({ timing: undefined })
  const [found = 0, refused = 0, silent = 0] = await Promise.all(
    [host.url('/client'), 'https://127.0.0.1/client', host.url('/silent')].map((url) =>
      timed(() => door(wishFor(url))),
    ),
  )
  expect(found).toBeLessThan(2000)
  expect(refused).toBeGreaterThan(4990)
  expect(silent).toBeGreaterThan(4990)
  expect(Math.abs(refused - silent)).toBeLessThan(150)
})

it('H14: waits no longer for a look-up that never ends, and connects to nothing when it ends late', async () => {
  let answer: (addresses: readonly string[]) => void = () => undefined
  const resolve = () => new Promise<readonly string[]>((late) => (answer = late))
  const door = web.door({ resolve, timing: { patience: 100, failuresAnswer: 100 } })
  expect(await door(wishFor('https://slow.example/client'))).toMatchObject({ outcome: 'failed' })
  answer(['8.8.4.4'])
  await new Promise(setImmediate)
  expect(web.reports).toEqual(['tooSlow: it took too long'])
  expect(web.connections.asked).toEqual([])
})

it('H16: fetches a document once for all who ask for it meanwhile, and again for who asks later', async () => {
  const host = await web.host('app.example')
  host.serveClient('/client')
  const door = web.door()
  const ask = () => door(wishFor(host.url('/client')))
  const answers = await Promise.all(Array.from({ length: 200 }, ask))
  expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['fetched']))
  expect(host.visits).toHaveLength(1)
  await ask()
  expect(host.visits).toHaveLength(2)
})

it('H16: a thousand paths of one host are four fetches, the rest is refused at once', async () => {
  const host = await web.host('app.example')
  const door = web.door({ timing: { patience: 500, failuresAnswer: 500 } })
  const asked = Array.from({ length: 1000 }, (_, index) => door(wishFor(host.url(`/${index}`))))
  const first = await Promise.race(asked.slice(4))
  expect(first).toEqual({ outcome: 'overBudget', retryAfter: 5 })
  expect((await Promise.all(asked.slice(4))).filter(({ outcome }) => outcome !== 'overBudget')).toEqual([])
  await Promise.all(asked)
  expect(host.connections()).toBe(4)
  expect(web.reports.filter((report) => report.startsWith('overBudget'))).toHaveLength(1)
})

it('H16: of a thousand hosts a minute sees three hundred, thirty-two at once; a known client has a budget of its own', async () => {
  const known = await web.host('known.example')
  known.serveClient('/client')
  const door = web.door({ limits: undefined })
  const crowd = (round: number) =>
    Promise.all(Array.from({ length: 100 }, (_, host) => door(wishFor(`https://r${round}-h${host}.example/client`))))
  const outcomes = []
  for (let round = 0; round < 10; round += 1) outcomes.push(...(await crowd(round)).map(({ outcome }) => outcome))
  expect(outcomes.slice(0, 100).filter((outcome) => outcome === 'failed')).toHaveLength(32)
  expect(outcomes.filter((outcome) => outcome === 'failed')).toHaveLength(300)
  expect(web.lookups).toHaveLength(300)
  expect((await door(wishFor(known.url('/client')))).outcome).toBe('overBudget')
  expect((await door({ ...wishFor(known.url('/client')), isOfKnownClient: true })).outcome).toBe('fetched')
})

/** A server that is told to stop while everybody is calling: nobody is hung up on. */
import { Agent, request as send, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { startSlowRoot } from './start-slow-root.ts'

interface Heard {
  readonly status: number | undefined
  /** `ECONNREFUSED`: the door was closed already, and nothing was sent. Anything else: hung up on. */
  readonly failure?: string | undefined
  readonly goesOn: boolean
}

const ask = (url: string, agent: Agent): Promise<Heard> =>
  new Promise((resolve) => {
    const request = send(url, { agent })
    request.once('response', (response: IncomingMessage) => {
      const goesOn = response.headers.connection !== 'close'
      text(response).then(
        () => resolve({ status: response.statusCode, goesOn }),
        (error: NodeJS.ErrnoException) =>
          resolve({ status: undefined, failure: error.code ?? error.message, goesOn: false }),
      )
    })
    request.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ status: undefined, failure: error.code ?? error.message, goesOn: false }),
    )
    request.end()
  })

/** One caller on one connection, until the door is closed. */
const callOn = async (url: string, pause: number): Promise<readonly Heard[]> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const heard: Heard[] = []
  const giveUpAt = Date.now() + 15_000
  while (Date.now() < giveUpAt) {
    const answer = await ask(url, agent)
    heard.push(answer)
    if (answer.failure !== undefined) break
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause))
  }
  agent.destroy()
  return heard
}

it('X20: SIGTERM under load: not ready at once, every answer whole, no reset on a quiet connection, exit 0', async () => {
  const { child, url, hears, exit, clean } = await startSlowRoot()
  try {
    // Some without pause, some whose connection is quiet most of the time.
    const callers = [0, 0, 0, 0, 20, 50, 80, 110].map((pause) =>
      callOn(`${url}/.well-known/openid-configuration`, pause),
    )
    const watcher = callOn(`${url}/ready`, 10)
    await new Promise((resolve) => setTimeout(resolve, 700))
    const told = Date.now()
    child.kill('SIGTERM')
    await hears('server.stopping')
    const all = (await Promise.all(callers)).flat()
    const readiness = await watcher
    expect(await exit).toEqual({ code: 0, signal: null })
    expect(Date.now() - told).toBeLessThan(10_000)
    expect(new Set(all.map(({ failure }) => failure))).toEqual(new Set([undefined, 'ECONNREFUSED']))
    expect(all.length).toBeGreaterThan(100)
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200, undefined]))
    // Whoever still had a connection was told to go elsewhere, or that nothing is ready here.
    const last = readiness.filter(({ failure }) => failure === undefined).at(-1)
    expect(last?.status === 503 || last?.goesOn === false || readiness.at(-1)?.failure === 'ECONNREFUSED').toBe(true)
    expect(readiness.map(({ failure }) => failure).filter((failure) => failure !== undefined)).toEqual(['ECONNREFUSED'])
  } finally {
    await clean()
  }
})

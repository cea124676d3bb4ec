/** One replica in a process of its own whose keys change in seconds, if need be on a clock that runs faster. Says its port; does what its parent asks of the operator's door. */
import type { AddressInfo } from 'node:net'
import { compose } from '@gatehouse/server/compose'
import { loadConfig } from '@gatehouse/server/config/load'
import { createWebServer } from '@gatehouse/server/listening/web-server'
import { seconds } from '@gatehouse/protocol/time'

interface Pace {
  readonly speed: number
  readonly rotateEvery: number
  readonly publishAhead: number
}

/** A request to the admin API. */
interface Errand {
  readonly method: string
  readonly path: string
  readonly body?: unknown
}

const pace = JSON.parse(process.argv[2] ?? '') as Pace

/** Before anything looks at the time or waits for it. */
const hurry = (speed: number): void => {
  const [began, realNow, realInterval] = [Date.now(), Date.now, globalThis.setInterval]
  Date.now = () => began + (realNow() - began) * speed
  const fast = (act: () => void, wait = 0) => realInterval(act, wait / speed)
  globalThis.setInterval = Object.assign(fast, realInterval)
}

if (pace.speed !== 1) hurry(pace.speed)
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const config = loadConfig({ environment: process.env, workingDirectory: process.cwd() })
// Faster than an operator may configure it.
const signing = { ...config.signing, rotateEvery: seconds(pace.rotateEvery), publishAhead: seconds(pace.publishAhead) }
const house = await compose({ ...config, signing }, { log: quiet })

process.on('message', (errand: Errand) => {
  const { method, path, body } = errand
  const headers = { 'content-type': 'application/json' }
  const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) }
  void house
    .admin(new Request(`http://localhost${path}`, init), { address: undefined })
    .then((answer) => answer.json())
    .then((answer) => process.send?.(answer))
})

// Nobody is left behind when the run is cut short.
process.on('disconnect', () => process.exit())

const { server } = createWebServer(house.app)
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))

/** What stands now, until the process is told to stop: says where everything is, and closes in order. */
import type { Config } from '@gatehouse/server/config/load'
import { untilToldToStop } from '../until-told-to-stop.ts'
import { version } from '../version.ts'
import type { World } from '../world.ts'
import type { Log } from './open-log.ts'

interface Standing {
  /** With the port that was really taken. */
  readonly config: Config
  readonly close: () => Promise<void>
}

interface Around {
  readonly log: Log
  readonly world: World
  /** What people read. */
  readonly greet: () => Promise<string>
  /** Begins when it stands; returns what ends it. */
  readonly begin?: ((log: Log) => () => void) | undefined
}

export const stand = async ({ config, close }: Standing, { log, world, greet, begin }: Around): Promise<void> => {
  const toldToStop = untilToldToStop()
  const end = begin?.(log)
  // A greeting may wait for programs that are still starting; who has been told to stop waits for nothing.
  const words = await Promise.race([greet(), toldToStop.then(() => undefined)])
  if (words !== undefined) {
    world.say(words)
    log.info('server.started', { version, issuer: config.publicUrl, host: config.host, port: config.port })
  }
  log.info('server.stopping', { signal: await toldToStop })
  end?.()
  await close()
  log.info('server.stopped')
}

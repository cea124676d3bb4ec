/** The log of a server process, in the form that whoever reads it wants. */
import type { Config } from '@gatehouse/server/config/load'
import type { World } from '../world.ts'

export const openLog = async ({ level, format }: Config['log'], { complain, isWatched, environment }: World) => {
  const { createLog } = await import('@gatehouse/server/log')
  return createLog({
    level,
    format: format === 'auto' ? (isWatched ? 'pretty' : 'json') : format,
    write: complain,
    hasColours: isWatched && (environment['NO_COLOR'] ?? '') === '',
  })
}

export type Log = Awaited<ReturnType<typeof openLog>>

/** The configuration of a house behind a tunnel: the tunnel's URL becomes the public URL before anything is made of it. */
import { loadConfig, type Config, type Sources } from '@gatehouse/server/config/load'
import { Misuse } from '../explain.ts'
import type { World } from '../world.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'

export interface PublicHouse {
  readonly config: Config
  readonly tunnel: Tunnel | undefined
}

/** `tunnel`: the wanted program, `true` for any, undefined for none. Throws Misuse and ConfigError. */
export const publicConfig = async (
  sources: Sources,
  tunnel: string | true | undefined,
  world: World,
): Promise<PublicHouse> => {
  // Everything that is wrong is said before a tunnel is dug.
  const local = loadConfig(sources)
  if (tunnel === undefined) return { config: local, tunnel: undefined }
  if (local.publicUrl !== `http://localhost:${local.port}`) {
    throw new Misuse(`--tunnel makes the public URL, and ${local.publicUrl} is configured: leave out one of them`)
  }
  if (local.port === 0) throw new Misuse('--tunnel needs to know the port: name one with --port')
  const dug = await openTunnel(tunnel === true ? undefined : tunnel, local.port, world)
  const flags = { ...sources.flags, publicUrl: dug.url, ...(local.trustedProxies.length === 0 && nearEnd) }
  return { config: loadConfig({ ...sources, flags }), tunnel: dug }
}

/** Its near end is on this computer, and says who is at the far end: limits by network would else count everybody as one. */
const nearEnd = { trustedProxies: '127.0.0.0/8,::1' }

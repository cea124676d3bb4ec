/** The life of a gateway with an authorization server of its own: what was typed in, two doors in one process out, until it is told to stop. */
import { ConfigError, type ConfigProblem } from '@gatehouse/server/config/config-error'
import { serveFlags, typedFlags } from '../serve-flags.ts'
import type { Served } from '../start/greeting.ts'
import { greetingOf } from '../start/greeting-of.ts'
import { keepHouse } from '../start/keep-house.ts'
import type { Log } from '../start/open-log.ts'
import type { World } from '../world.ts'
import { declaredBy, type DeclaringFile } from './declared.ts'
import type { ServerFlags } from './definition-from.ts'
import { followFile } from './follow-file.ts'
import { gatewayAnnex, type GatewayAnnex } from './gateway-annex.ts'
import { publicConfig } from './public-config.ts'
import { sayWarnings } from './say-warnings.ts'
import { servedBy } from './served.ts'
import type { Target } from './target.ts'
import { watchForChanges } from './watch-file.ts'

export interface ProtectFlags extends ServerFlags {
  readonly servers?: string
  readonly config?: string
  readonly tunnel?: string | true
}

/** Throws Misuse and ConfigError. */
export const keepGateway = async (target: Target, flags: ProtectFlags, world: World): Promise<void> => {
  const { environment, workingDirectory } = world
  const { definitions, warnings, file } = declaredBy(target, flags, world)
  sayWarnings(warnings, world)
  const sources = { flags: houseFlags(flags), file: flags.config, environment, workingDirectory }
  const { config, tunnel } = await publicConfig(sources, flags.tunnel, world)
  if (tunnel) sayWarnings([{ key: tunnel.url, reason: tunnel.program.caution }], world)
  const annex = gatewayAnnex({ definitions: () => definitions, isAlone: true }, world)
  const begin = (log: Log): (() => void) => {
    tunnel?.onEnd((reason) => log.error('tunnel.ended', { url: tunnel.url, reason }))
    return file ? follow(file, annex, { log, world }) : () => undefined
  }
  try {
    await keepHouse(config, world, {
      annex: annex.open,
      begin,
      greet: (house) => greetingOf(house, world, (known) => [...served(annex), ...elsewhere(known)]),
    })
  } catch (error) {
    throw error instanceof ConfigError ? inTheseWords(error) : error
  } finally {
    tunnel?.end()
  }
}

/** Who protects a second server meets the first one on the same data directory. */
const inTheseWords = (error: ConfigError): ConfigError => {
  const cure = 'Write both servers into one file for --servers, or give this one a --data-dir and a --port of its own'
  const isTaken = ({ key, reason }: ConfigProblem): boolean => key === 'dataDir' && /already running/.test(reason)
  return new ConfigError(
    error.problems.map((problem) => (isTaken(problem) ? { ...problem, cure } : problem)),
    { cause: error },
  )
}

const served = ({ gateway }: GatewayAnnex) => servedBy(gateway().servers())

/** What was protected before and is not now stays registered, but nothing answers there. */
const elsewhere = (known: readonly Served[]): readonly Served[] =>
  known.filter(({ name, url }) => new URL(url).pathname !== `/mcp/${name}`)

/** The servers of an installation are declared otherwise here. */
const houseFlags = (flags: ProtectFlags): Readonly<Record<string, string>> =>
  typedFlags(
    { ...flags },
    serveFlags.filter(({ key }) => key !== 'servers'),
  )

/** Until the returned function is called. */
const follow = (
  { path, read }: DeclaringFile,
  { gateway }: GatewayAnnex,
  { log, world }: { readonly log: Log; readonly world: World },
): (() => void) => {
  const { apply, servers } = gateway()
  const names = () => servers().map(({ definition: { name } }) => name)
  const look = followFile({ path, read, apply, names, log })
  const unwatch = watchForChanges(path, look)
  // On a terminal a hang-up means that its window was closed, and ends the process as ever.
  if (!world.isWatched) process.on('SIGHUP', look)
  return () => {
    unwatch()
    process.off('SIGHUP', look)
  }
}

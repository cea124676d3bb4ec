/** The life of a gateway: what was typed in, a protected server out, until it is told to stop. */
import type { Gateway } from '@gatehouse/gateway'
import { ConfigError, type ConfigProblem } from '@gatehouse/server/config/config-error'
import type { Config } from '@gatehouse/server/config/load'
import { serveFlags, typedFlags } from '../serve-flags.ts'
import type { Served } from '../start/greeting.ts'
import { greetingOf } from '../start/greeting-of.ts'
import { keepHouse } from '../start/keep-house.ts'
import type { Log } from '../start/open-log.ts'
import type { World } from '../world.ts'
import { declaredBy, type Declared, type DeclaringFile } from './declared.ts'
import type { ServerFlags } from './definition-from.ts'
import { followServers } from './follow-servers.ts'
import { gatewayAnnex } from './gateway-annex.ts'
import { issuerFrom, keepOutwork } from './keep-outwork.ts'
import { publicConfig } from './public-config.ts'
import { reachOf } from './refuse-reach.ts'
import { sayWarnings } from './say-warnings.ts'
import { servedBy } from './served.ts'
import type { Target } from './target.ts'
import { untilKnown } from './until-known.ts'

export interface ProtectFlags extends ServerFlags {
  readonly servers?: string
  readonly config?: string
  readonly tunnel?: string | true
  readonly issuer?: string
}

/** Throws Misuse and ConfigError. */
export const keepGateway = async (target: Target, flags: ProtectFlags, world: World): Promise<void> => {
  const { environment, workingDirectory } = world
  const issuer = flags.issuer === undefined ? undefined : issuerFrom(flags.issuer)
  const declared = declaredBy(target, flags, world)
  sayWarnings(declared.warnings, world)
  const sources = { flags: houseFlags(flags), file: flags.config, environment, workingDirectory }
  const { config, tunnel } = await publicConfig(sources, flags.tunnel, world)
  if (tunnel) sayWarnings([{ key: tunnel.url, reason: tunnel.program.caution }], world)
  const begin = (gateway: Gateway, log: Log): (() => void) => {
    tunnel?.onEnd((reason) => log.error('tunnel.ended', { url: tunnel.url, reason }))
    return declared.file
      ? followServers(within(declared.file, config.dataDir), gateway, { ...world, log })
      : () => undefined
  }
  try {
    await (issuer === undefined
      ? keepBoth(config, world, { declared, begin })
      : keepOutwork(config, world, { declared, begin, issuer }))
  } catch (error) {
    throw error instanceof ConfigError ? inTheseWords(error) : error
  } finally {
    tunnel?.end()
  }
}

/** What a start refuses, a change of the file does not bring in either. */
const within = ({ path, read }: DeclaringFile, dataDirectory: string): DeclaringFile => ({
  path,
  read() {
    const found = read()
    return { ...found, problems: [...found.problems, ...reachOf(found.definitions, dataDirectory)] }
  },
})

export interface Kept {
  readonly declared: Declared
  readonly begin: (gateway: Gateway, log: Log) => () => void
}

/** The authorization server and the gateway in one process. */
const keepBoth = (config: Config, world: World, { declared, begin }: Kept): Promise<void> => {
  const { open, gateway } = gatewayAnnex({ definitions: () => declared.definitions, isAlone: true }, world)
  return keepHouse(config, world, {
    annex: open,
    begin: (log) => begin(gateway(), log),
    async greet(house) {
      const served = servedBy(await untilKnown(gateway().servers()))
      return await greetingOf(house, world, (known) => [...served, ...elsewhere(known)])
    },
  })
}

/** What was protected before and is not now stays registered, but nothing answers there. */
const elsewhere = (known: readonly Served[]): readonly Served[] =>
  known.filter(({ name, url }) => new URL(url).pathname !== `/mcp/${name}`)

/** Who protects a second server meets the first one on the same data directory. */
const inTheseWords = (error: ConfigError): ConfigError => {
  const cure = 'Write both servers into one file for --servers, or give this one a --data-dir and a --port of its own'
  const isTaken = ({ key, reason }: ConfigProblem): boolean => key === 'dataDir' && /already running/.test(reason)
  return new ConfigError(
    error.problems.map((problem) => (isTaken(problem) ? { ...problem, cure } : problem)),
    { cause: error },
  )
}

/** The servers of an installation are declared otherwise here. */
const houseFlags = (flags: ProtectFlags): Readonly<Record<string, string>> =>
  typedFlags(
    { ...flags },
    serveFlags.filter(({ key }) => key !== 'servers'),
  )

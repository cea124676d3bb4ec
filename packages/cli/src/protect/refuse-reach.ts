/** A program that is given a folder around the data directory is not protected: whoever reads there has the master key, and can be anybody. */
import type { ServerDefinition } from '@gatehouse/gateway'
import { foldersAround, type Problem } from '@gatehouse/gateway/config'
import { ConfigError } from '@gatehouse/server/config/config-error'

export const reachOf = (definitions: readonly ServerDefinition[], dataDirectory: string): readonly Problem[] =>
  definitions.flatMap(({ name: key, upstream }) =>
    upstream.kind === 'stdio'
      ? foldersAround(upstream, dataDirectory).map((word) => ({
          key,
          source: 'arguments',
          reason: `${word} leads to ${dataDirectory}, where the keys of this installation lie`,
          cure: 'Name a narrower folder, or another data directory (--data-dir, GATEHOUSE_DATA_DIR)',
        }))
      : [],
  )

/** Throws ConfigError. */
export const refuseReach = (definitions: readonly ServerDefinition[], dataDirectory: string): void => {
  const problems = reachOf(definitions, dataDirectory)
  if (problems.length > 0) throw new ConfigError(problems)
}

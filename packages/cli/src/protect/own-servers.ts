/** Servers that a composition root protects beside its own mounts: in the shape that a file of servers has. */
import type { ServerDefinition } from '@gatehouse/gateway'
import { readServer } from '@gatehouse/gateway/config'
import { ConfigError } from '@gatehouse/server/config/config-error'
import type { World } from '../world.ts'

/** By name: `{ filesystem: { command: 'npx', args: ['-y', '...'] } }`. */
export type OwnServers = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Throws ConfigError. */
export const definitionsOf = (
  servers: OwnServers,
  { environment, workingDirectory }: World,
): readonly ServerDefinition[] => {
  const read = Object.entries(servers).map(([name, said]) =>
    readServer({
      name,
      said,
      source: 'program',
      keyOf: (path) => [name, ...path].join('.'),
      base: workingDirectory,
      searchPath: environment['PATH'],
    }),
  )
  const problems = read.flatMap((one) => (one.definition ? [] : one.problems))
  if (problems.length > 0) throw new ConfigError(problems)
  return read.flatMap(({ definition }) => definition ?? [])
}

/** What a start says about a house that stands. */
import type { OpenHouse } from '@gatehouse/server/open-house'
import { version } from '../version.ts'
import type { World } from '../world.ts'
import { greeting, type Served } from './greeting.ts'

/** `choose`: which of the registered servers, the default one first, are worth a line, and what else is to be said about them. */
export const greetingOf = async (
  house: OpenHouse,
  world: World,
  choose: (known: readonly Served[]) => readonly Served[] = (known) => known,
): Promise<string> => {
  const { config, setupLink, isFirstStart } = house
  const started = {
    version,
    issuer: config.publicUrl,
    dataDirectory: config.dataDir,
    servers: choose(await registered(house)),
    setupLink: await setupLink(),
    linkLifetime: config.lifetimes.setupLink,
    isFirst: isFirstStart,
  }
  return greeting(started, world.hasColours)
}

const registered = async ({ servers }: OpenHouse): Promise<readonly Served[]> =>
  (await servers())
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
    .map(({ name, title, uri: url }) => ({ name, title, url }))

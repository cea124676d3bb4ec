/** What a start says about a house that stands. */
import type { OpenHouse } from '@gatehouse/server/open-house'
import { version } from '../version.ts'
import type { World } from '../world.ts'
import { greeting, type Started } from './greeting.ts'

type Servers = Started['servers']

/** `chosen`: which of the registered servers are worth a line, in their order; all of them, the default one first, unless said. */
export const greetingOf = async (house: OpenHouse, world: World, chosen?: Servers): Promise<string> => {
  const { config, setupLink, isFirstStart } = house
  const started = {
    version,
    issuer: config.publicUrl,
    dataDirectory: config.dataDir,
    servers: chosen ?? (await registered(house)),
    setupLink: await setupLink(),
    linkLifetime: config.lifetimes.setupLink,
    isFirst: isFirstStart,
  }
  return greeting(started, world.hasColours)
}

const registered = async ({ servers }: OpenHouse): Promise<Servers> =>
  (await servers())
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
    .map(({ name, title, uri: url }) => ({ name, title, url }))

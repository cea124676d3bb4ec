/** The life of a gateway whose authorization server is elsewhere: no database and no accounts here; how the servers are registered there is said. */
import type { Gateway, GatewayNeeds } from '@gatehouse/gateway'
import type { Config } from '@gatehouse/server/config/load'
import { Misuse } from '../explain.ts'
import { greeting } from '../start/greeting.ts'
import { openLog } from '../start/open-log.ts'
import { stand } from '../start/stand.ts'
import { version } from '../version.ts'
import type { World } from '../world.ts'
import type { Kept } from './keep-gateway.ts'
import { refuseReach } from './refuse-reach.ts'
import { registrationWords } from './registration-words.ts'
import { servedBy } from './served.ts'
import { untilKnown } from './until-known.ts'

/** Throws Misuse. */
export const issuerFrom = (said: string): string => {
  const isLocal = /^http:\/\/(localhost|127\.[\d.]+|\[::1\])(:\d+)?(\/|$)/.test(said)
  if (URL.canParse(said) && (/^https:\/\/[^\s/]/.test(said) || isLocal) && !/[?#]/.test(said)) return said
  throw new Misuse(`--issuer ${said}: write the https URL of the authorization server, exactly as its metadata says it`)
}

/** Throws ConfigError. */
export const keepOutwork = async (
  config: Config,
  world: World,
  { declared, begin, issuer }: Kept & { readonly issuer: string },
): Promise<void> => {
  const log = await openLog(config.log, world)
  const [{ openOutwork }, { createGateway, createStandalone }] = await Promise.all([
    import('@gatehouse/server/open-outwork'),
    import('@gatehouse/gateway'),
  ])
  const toRegister = new Map<string, string>()
  let gateway: Gateway | undefined
  const outwork = await openOutwork(config, {
    log,
    async furnish({ config: { publicUrl }, deriveSecret, ...context }) {
      refuseReach(declared.definitions, config.dataDir)
      const publicOrigin = new URL(publicUrl).origin
      const register: GatewayNeeds['register'] = async (resource) => {
        const uri = `${publicOrigin}${resource.path}`
        toRegister.set(resource.name, registrationWords(resource, uri))
        return uri
      }
      gateway = await createGateway({
        ...context,
        environment: world.environment,
        publicOrigin,
        register,
        record: undefined,
        guard: { issuer, isOnlyResource: true, servesIssuerMetadata: true, checkAtStart: true },
        handleSecret: await deriveSecret('gateway handles'),
        identitySecret: await deriveSecret('gateway identity'),
        nowMs: Date.now,
      })
      await gateway.apply(declared.definitions)
      return { annex: gateway, app: createStandalone(context) }
    },
  })
  const standing = gateway
  if (!standing) throw new Error('the gateway does not stand')
  const greet = async (): Promise<string> => {
    const servers = servedBy(await untilKnown(standing.servers()))
    const started = { version, issuer, dataDirectory: config.dataDir, servers, isFirst: true }
    const words = [...toRegister.values()].join('')
    return `${greeting({ ...started, setupLink: undefined, linkLifetime: 0 }, world.hasColours)}
  Once, at the authorization server (this is for a Gatehouse; the same by hand for another):

${words}
`
  }
  await stand(outwork, { log, world, greet, begin: () => begin(standing, log) })
}

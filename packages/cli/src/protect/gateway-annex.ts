/** The gateway in the process of its authorization server: servers in, the annex that the house opens out, and the gateway once it stands. */
import type { Gateway, ServerDefinition } from '@gatehouse/gateway'
import { OAuthError } from '@gatehouse/protocol/errors'
import { ConfigError } from '@gatehouse/server/config/config-error'
import type { AnnexContext, OpenAnnex } from '@gatehouse/server/start/annex'
import type { World } from '../world.ts'
import { refuseReach } from './refuse-reach.ts'

export interface GatewayAnnex {
  readonly open: OpenAnnex
  /** Throws before the house is open. */
  readonly gateway: () => Gateway
}

interface Wanted {
  /** Throws ConfigError. */
  readonly definitions: (dataDirectory: string) => readonly ServerDefinition[]
  /** Nothing else in this process is protected. */
  readonly isAlone: boolean
}

export const gatewayAnnex = (
  { definitions: wanted, isAlone }: Wanted,
  { environment }: Pick<World, 'environment'>,
): GatewayAnnex => {
  let standing: Gateway | undefined
  return {
    gateway() {
      if (!standing) throw new Error('the gateway does not stand yet')
      return standing
    },
    async open({
      issuer,
      fetch,
      hasEnded,
      register,
      registered,
      deriveSecret,
      dataDirectory,
      log,
      leaving,
      record,
      meter,
      allowedHosts,
    }) {
      // Here, so that other commands need not load it.
      const { createGateway } = await import('@gatehouse/gateway')
      const definitions = wanted(dataDirectory)
      refuseReach(definitions, dataDirectory)
      const [only] = isAlone && definitions.length === 1 ? definitions : []
      standing = await createGateway({
        environment,
        dataDirectory,
        allowedHosts,
        record,
        meter,
        publicOrigin: new URL(issuer).origin,
        guard: { issuer, fetch, revocation: { hasEnded }, isOnlyResource: false, checkAtStart: false },
        async register(resource) {
          refuseForeign(resource, await registered())
          // Clients that name no resource mean the only one.
          return await register({ ...resource, isDefault: resource.name === only?.name }).catch(explain(resource.name))
        },
        handleSecret: await deriveSecret('gateway handles'),
        identitySecret: await deriveSecret('gateway identity'),
        log,
        nowMs: Date.now,
        leaving,
      })
      await standing.apply(definitions)
      return standing
    },
  }
}

type Registered = Awaited<ReturnType<AnnexContext['registered']>>

/** Somebody registered another server under this name: it is not taken over in silence. Throws ConfigError. */
const refuseForeign = ({ name, path }: { readonly name: string; readonly path: string }, all: Registered): void => {
  const standing = all.find((one) => one.name === name)
  if (!standing || new URL(standing.uri).pathname === path) return
  const reason = `the server ${standing.uri} is registered under this name`
  throw new ConfigError([{ key: name, source: 'authorization server', reason, cure: 'Choose another name' }])
}

const explain =
  (name: string) =>
  (error: unknown): never => {
    if (!(error instanceof OAuthError)) throw error
    const cure = 'Mend its declaration'
    throw new ConfigError([{ key: name, source: 'authorization server', reason: error.message, cure }], {
      cause: error,
    })
  }

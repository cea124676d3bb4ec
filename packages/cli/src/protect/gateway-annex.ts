/** The gateway in the process of its authorization server: servers in, the annex that the house opens out, and the gateway once it stands. */
import type { Gateway, ServerDefinition } from '@gatehouse/gateway'
import type { OpenAnnex } from '@gatehouse/server/start/annex'
import type { World } from '../world.ts'

export interface GatewayAnnex {
  readonly open: OpenAnnex
  /** Throws before the house is open. */
  readonly gateway: () => Gateway
}

export const gatewayAnnex = (
  definitions: readonly ServerDefinition[],
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
      const [only] = definitions.length === 1 ? definitions : []
      standing = await createGateway({
        environment,
        dataDirectory,
        allowedHosts,
        record,
        meter,
        publicOrigin: new URL(issuer).origin,
        guard: { issuer, fetch, revocation: { hasEnded }, isOnlyResource: false, checkAtStart: false },
        // Clients that name no resource mean the only one.
        register: (resource) => register({ ...resource, isDefault: resource.name === only?.name }),
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

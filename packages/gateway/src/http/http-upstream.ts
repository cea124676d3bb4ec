/** (not built yet) */
import type { HttpDefinition } from '../definition.ts'
import { GatewayFault } from '../fault.ts'
import type { Upstream, UpstreamNeeds } from '../upstream.ts'

export const openHttpUpstream = (_definition: HttpDefinition, _needs: UpstreamNeeds): Upstream => {
  const notBuilt = async (): Promise<never> => {
    throw new GatewayFault('upstream_unreachable', 'not built yet')
  }
  return { serve: notBuilt, listTools: notBuilt, health: () => ({ state: 'unknown' }), close: async () => undefined }
}

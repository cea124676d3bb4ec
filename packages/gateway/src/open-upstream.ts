/** The only place that knows which kinds of upstreams there are, and loads what the wanted one needs. */
import type { ServerDefinition } from './definition.ts'
import type { Upstream, UpstreamNeeds } from './upstream.ts'

type OpenUpstream = (needs: UpstreamNeeds) => Upstream

export const loadUpstream = async (definition: ServerDefinition['upstream']): Promise<OpenUpstream> => {
  if (definition.kind === 'http') {
    const { openHttpUpstream } = await import('./http/http-upstream.ts')
    return (needs) => openHttpUpstream(definition, needs)
  }
  const { openStdioUpstream } = await import('./stdio/stdio-upstream.ts')
  return (needs) => openStdioUpstream(definition, needs)
}

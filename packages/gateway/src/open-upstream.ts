/** The only place that knows which kinds of upstreams there are. */
import type { ServerDefinition } from './definition.ts'
import { openHttpUpstream } from './http/http-upstream.ts'
import { openStdioUpstream } from './stdio/stdio-upstream.ts'
import type { Upstream, UpstreamNeeds } from './upstream.ts'

export const openUpstream = (definition: ServerDefinition['upstream'], needs: UpstreamNeeds): Upstream =>
  definition.kind === 'http' ? openHttpUpstream(definition, needs) : openStdioUpstream(definition, needs)

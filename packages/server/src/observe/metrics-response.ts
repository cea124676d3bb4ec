/** The numbers as an answer, the same on both ways to them. */
import type { Metrics } from './metrics.ts'

export const metricsResponse = async (metrics: Metrics): Promise<Response> =>
  new Response(await metrics.render(), {
    headers: { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' },
  })

/** Does the port for Prometheus answer? Asked only where one is configured and the server runs. */
import { fetchConfigured, NoAnswer } from '@gatehouse/egress'
import type { Config } from '../../config/load.ts'
import { fail, fine, type Check, type Finding } from '../finding.ts'
import { ownHost } from './own-host.ts'

const check: Check = 'metrics'

export const checkMetrics = async ({
  metrics: { port, host },
}: Pick<Config, 'metrics'>): Promise<readonly Finding[]> => {
  if (port === undefined || port === 0) return []
  const url = `http://${ownHost(host)}:${port}/metrics`
  const says = await fetchConfigured(url, { maxBytes: 8 * 1024 * 1024, timeoutMs: 5000 }).then(
    ({ status, text }) =>
      status === 200 && text.includes('gatehouse_') ? undefined : `something else answers at ${url}`,
    (error: unknown) => {
      if (error instanceof NoAnswer) return `nothing answers at ${url}`
      throw error
    },
  )
  if (says === undefined) return [fine(check, `${url} answers`)]
  const cure = 'Run the doctor with the configuration of the server, or restart it; is another program on this port?'
  return [fail(check, { says, why: 'Prometheus sees a server that is down', cure })]
}

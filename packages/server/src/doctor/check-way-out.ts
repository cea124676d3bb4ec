/** Can client documents be fetched in the way that the operator configured? Asks nobody but the operator's own proxy. */
import { fetchConfigured, NoAnswer } from '@gatehouse/egress'
import { ConfigError } from '../config/config-error.ts'
import type { Config } from '../config/load.ts'
import { privateAuthorityFrom } from '../start/document-fetch.ts'
import { fine, problem, type Check, type Finding } from './finding.ts'

const check: Check = 'way out'
const caps = { maxBytes: 256 * 1024, timeoutMs: 5000 }

/** Nothing to say where nothing is configured. */
export const checkWayOut = async ({
  clientDocuments: { privateCa },
  egress: { proxy },
}: Pick<Config, 'clientDocuments' | 'egress'>): Promise<Finding | undefined> => {
  const authority = privateCa === undefined ? undefined : await checkAuthority(privateCa)
  if (authority?.state === 'problem' || proxy === undefined) return authority
  return checkProxy(new URL(proxy).origin)
}

const checkAuthority = async (path: string): Promise<Finding> => {
  try {
    await privateAuthorityFrom(path)
    return fine(check, `the certificates of ${path} can be used`)
  } catch (error) {
    const [found] = error instanceof ConfigError ? error.problems : []
    if (!found) throw error
    return problem(check, `${found.key} (${path}): ${found.reason}`, found.cure)
  }
}

/** Whatever it says to a plain request, it is there. */
const checkProxy = async (origin: string): Promise<Finding> => {
  try {
    await fetchConfigured(origin, caps)
    return fine(check, `the proxy answers at ${origin}`)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    if (error.reason === 'tooLarge') return fine(check, `the proxy answers at ${origin}`)
    const says = `the proxy ${origin} cannot be reached (${error.code ?? error.reason}), so no client document can be fetched`
    return problem(check, says, 'Start the proxy, or correct egress.proxy')
  }
}

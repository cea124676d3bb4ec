/** Can client documents be fetched in the way that the operator configured? Asks nobody but the operator's own proxy. */
import { fetchConfigured, NoAnswer } from '@gatehouse/egress'
import { ConfigError } from '../../config/config-error.ts'
import type { Config } from '../../config/load.ts'
import { privateAuthorityFrom } from '../../start/document-fetch.ts'
import { fail, fine, type Check, type Finding } from '../finding.ts'

const check: Check = 'way out'
const caps = { maxBytes: 256 * 1024, timeoutMs: 5000 }

/** Nothing to say where nothing is configured. */
export const checkWayOut = async ({
  clientDocuments: { privateCa },
  egress: { proxy },
}: Pick<Config, 'clientDocuments' | 'egress'>): Promise<Finding | undefined> => {
  const authority = privateCa === undefined ? undefined : await checkAuthority(privateCa)
  if (authority?.level === 'fail' || proxy === undefined) return authority
  return checkProxy(new URL(proxy).origin)
}

const checkAuthority = async (path: string): Promise<Finding> => {
  try {
    await privateAuthorityFrom(path)
    return fine(check, `the certificates of ${path} can be used`)
  } catch (error) {
    const [found] = error instanceof ConfigError ? error.problems : []
    if (!found) throw error
    return fail(check, {
      says: `${found.key} (${path}): ${found.reason}`,
      why: 'The server does not start',
      cure: found.cure,
    })
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
    return fail(check, {
      says: `the proxy ${origin} cannot be reached (${error.code ?? error.reason})`,
      why: 'No client document can be fetched: clients that come with one are refused',
      cure: 'Start the proxy, or correct egress.proxy',
    })
  }
}

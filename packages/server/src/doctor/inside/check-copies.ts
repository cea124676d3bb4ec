/** Do documents come out of the public URL as this server gave them? What it says at its own port, behind every proxy, is compared. */
import { authorizationServerMetadataPaths } from '@gatehouse/protocol/well-known'
import type { Config } from '../../config/load.ts'
import { fail, fine, type Check, type Finding } from '../finding.ts'
import type { Ask } from '../outside/ask.ts'
import { ownHost } from './own-host.ts'

const check: Check = 'proxy'

export const checkCopies = async (
  ask: Ask,
  { publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>,
): Promise<readonly Finding[]> => {
  if (port === 0) return []
  const { origin, pathname } = new URL(publicUrl)
  const own = `http://${ownHost(host)}:${port}`
  const paths = [...authorizationServerMetadataPaths(publicUrl), `${pathname.replace(/\/$/, '')}/jwks`]
  const changed = await Promise.all(
    paths.map(async (path) => {
      const [there, zipped, here] = await Promise.all([
        ask(`${origin}${path}`),
        ask(`${origin}${path}`, { headers: { 'accept-encoding': 'gzip, br' } }),
        ask(`${own}${path}`),
      ])
      return there.text === here.text && zipped.text === here.text ? [] : [path]
    }),
  )
  const differing = changed.flat()
  if (differing.length === 0) return [fine(check, 'documents come through letter for letter')]
  return [
    fail(check, {
      says: `${differing.join(', ')} of ${origin} is not what this server answers at its own port`,
      why: 'Clients believe an old or rewritten document: other endpoints, keys that are gone',
      cure: 'Empty the cache of the proxy, and switch off what rewrites bodies there',
    }),
  ]
}

/** Options that make sense one by one, and hurt somebody together. What cannot work at all, the configuration has refused before. */
import type { Config } from '../../config/load.ts'
import { orFine, warn, type Check, type Finding } from '../finding.ts'
import { trips, whyOf } from '../outside/trips.ts'

const check: Check = 'configuration'

export const checkOptions = (config: Config): readonly Finding[] =>
  orFine(
    check,
    [trustsAll(config), inTheClear(config), letsNobodyIn(config), countsForAll(config)],
    'every option makes sense',
  )

const trustsAll = ({ trustedProxies }: Config): Finding | undefined => {
  const wide = trustedProxies.filter((network) => /\/[0-7]$/.test(network))
  if (wide.length === 0) return undefined
  return warn(check, {
    says: `trustedProxies believes ${wide.join(', ')}`,
    why: 'Whoever reaches the port can come from any address they like, and no limit holds them',
    cure: 'Name the addresses of the proxies only',
  })
}

const inTheClear = ({ publicUrl, insecureAllowHttp }: Config): Finding | undefined => {
  const { protocol, hostname } = new URL(publicUrl)
  const isHere = /^(?:localhost|.*\.localhost|127\..*|\[::1\])$/.test(hostname)
  if (!insecureAllowHttp || protocol === 'https:' || isHere) return undefined
  return warn(check, {
    says: `insecureAllowHttp serves people at ${publicUrl}`,
    why: 'Passwords, codes and tokens travel in the clear; hosted clients refuse http altogether',
    cure: 'Let a proxy speak TLS, and set publicUrl to its https URL',
  })
}

const letsNobodyIn = ({ registration, clientDocuments, clients }: Config): Finding | undefined => {
  if (registration !== 'off' || clientDocuments.accept !== 'off' || clients.length > 0) return undefined
  return warn(check, {
    says: 'registration and clientDocuments.accept are both off, and no client is declared',
    why: `No client can come by itself. ${whyOf(trips.noRegistration)}`,
    cure: 'Bring clients with `gatehouse clients add`, or open one of both',
  })
}

const countsForAll = ({ metrics: { port, host } }: Config): Finding | undefined => {
  if (port === undefined || !/^(?:0\.0\.0\.0|::)$/.test(host)) return undefined
  return warn(check, {
    says: `the metrics on ${host}:${port} are open to every network of this machine`,
    why: 'They name no person, but tell anybody how busy this server is',
    cure: 'Set metrics.host to localhost or to an address of your own network',
  })
}

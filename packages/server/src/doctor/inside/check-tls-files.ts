/** Where the server speaks https itself: would a start take its certificate and key? */
import { ConfigError } from '../../config/config-error.ts'
import type { Config } from '../../config/load.ts'
import { openTls } from '../../listening/tls-files.ts'
import { fail, fine, type Finding } from '../finding.ts'

/** undefined: it speaks plain http. */
export const checkTlsFiles = ({ tls: { cert, key } }: Config): Finding | undefined => {
  if (cert === undefined || key === undefined) return undefined
  try {
    openTls({ cert, key }, silent).close()
    return fine('TLS', 'certificate and key fit each other')
  } catch (error) {
    const [first] = error instanceof ConfigError ? error.problems : []
    if (!first) throw error
    const { reason, source, cure } = first
    return fail('TLS', { says: `${reason} (${source})`, why: 'The server does not start', cure })
  }
}

/** How old the certificate is, the look from outside says. */
const silent = { info() {}, warn() {}, error() {} }

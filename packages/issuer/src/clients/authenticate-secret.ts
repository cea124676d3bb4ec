/** client_secret_basic and client_secret_post: a secret that we made and know by its hash. RFC 6749 §2.3.1 */
import type { Ports } from '../ports/ports.ts'
import type { Client } from '../ports/clients.ts'

/** Takes as long for a client that is unknown or has no secret. */
export const provesSecret =
  ({ clock, digest }: Pick<Ports, 'clock' | 'digest'>) =>
  async (client: Client | undefined, secret: string): Promise<boolean> => {
    const isRight = digest.equal(digest.sha256(secret), client?.secretHash ?? digest.sha256(''))
    if (client?.authentication !== 'secret' || client.secretHash === undefined) return false
    return isRight && (client.secretExpiresAt === undefined || client.secretExpiresAt > clock.now())
  }

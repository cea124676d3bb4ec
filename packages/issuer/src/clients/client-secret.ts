/** The secret of a client: made by us, told once, kept as a hash. It follows the way the client proves itself. RFC 7591 §3.2.1 */
import { after, type Seconds } from '@gatehouse/protocol/time'
import type { Client } from '../ports/clients.ts'
import type { Ports } from '../ports/ports.ts'

export interface ClientSecret {
  /** Told now, and never again; undefined when none was made. */
  readonly secret: string | undefined
  readonly row: { readonly secretHash: string | undefined; readonly secretExpiresAt: Client['secretExpiresAt'] }
}

type SecretNeeds = Pick<Ports, 'ids' | 'digest' | 'clock'>

export const newSecret = ({ ids, digest, clock }: SecretNeeds, lifetime?: Seconds): ClientSecret => {
  const secret = ids.secret()
  const secretExpiresAt = lifetime === undefined ? undefined : after(clock.now(), lifetime)
  return { secret, row: { secretHash: digest.sha256(secret), secretExpiresAt } }
}

/** Kept while the client goes on proving itself by one, made when it begins to, and gone when it proves itself otherwise. */
export const secretAfter = (
  needs: SecretNeeds,
  { authentication }: Pick<Client, 'authentication'>,
  before: Pick<Client, 'secretHash' | 'secretExpiresAt'> & { readonly lifetime?: Seconds | undefined } = {},
): ClientSecret => {
  const { secretHash, secretExpiresAt, lifetime } = before
  if (authentication !== 'secret')
    return { secret: undefined, row: { secretHash: undefined, secretExpiresAt: undefined } }
  return secretHash === undefined
    ? newSecret(needs, lifetime)
    : { secret: undefined, row: { secretHash, secretExpiresAt } }
}

/** What a client is told about its registration. The two secrets in it are told here and kept nowhere. RFC 7591 §3.2.1, RFC 7592 §3 */
import type { Client } from '../ports/clients.ts'

export interface RegistrationAnswer {
  readonly client_id: string
  readonly registration_access_token: string
  readonly [member: string]: unknown
}

interface Told {
  /** Only when it was made just now. */
  readonly secret: string | undefined
  readonly registrationToken: string
}

export const registrationAnswer = (client: Client, { secret, registrationToken }: Told): RegistrationAnswer => ({
  ...client.metadata,
  client_id: client.id,
  client_id_issued_at: client.createdAt,
  ...(secret === undefined ? {} : { client_secret: secret }),
  ...(client.authentication === 'secret' ? { client_secret_expires_at: client.secretExpiresAt ?? 0 } : {}),
  registration_access_token: registrationToken,
})

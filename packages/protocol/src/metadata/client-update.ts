/** The two members by which a client names itself when it replaces its registration. RFC 7592 §2.2 */
import { readMembers, readText } from './client-members.ts'

export interface OwnCredentials {
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
}

/** Refuses with `invalid_client_metadata`. Everything else in the body is for `parseRegistration`. */
export const parseOwnCredentials = (body: unknown): OwnCredentials => {
  const members = readMembers(body)
  return { clientId: readText(members, 'client_id'), clientSecret: readText(members, 'client_secret') }
}

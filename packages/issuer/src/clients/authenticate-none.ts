/** A public client proves nothing: PKCE and its redirect URI hold its codes. OAuth 2.1 §2.1 */
import type { Parameters } from '@gatehouse/protocol/parameters'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import { findNamed } from './named-in-form.ts'

/**
 * A document can ask for keys after a person was sent on the way with the older one: what began without keys is finished without them.
 * Nothing else of a client with keys is open to somebody without.
 */
export const mayProveNothing =
  (needs: Pick<Needs, 'store' | 'digest'>) =>
  async (client: Client | undefined, form: Parameters): Promise<boolean> => {
    if (client?.authentication === 'none') return true
    if (client?.provenance !== 'document') return false
    const named = await findNamed(needs, form)
    return named?.clientId === client.id && named.clientAuthentication === 'none'
  }

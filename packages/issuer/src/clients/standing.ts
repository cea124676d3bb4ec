/** Whether a client may speak at all, whatever it can prove. */
import { hostOfClientId } from '@gatehouse/protocol/metadata/client-id-url'
import type { Policy } from '../policy.ts'
import type { Client } from '../ports/clients.ts'
import { isListedHost } from './document-rules.ts'

/** A longer id belongs to nobody. */
export const longestClientId = 2048

/** By an admin: the client itself, or the host that its document stands on. */
export const isBlocked = (client: Client, { clientDocuments }: Policy): boolean =>
  client.disabledAt !== undefined ||
  (client.provenance === 'document' && isListedHost(clientDocuments.blockedHosts, hostOfClientId(client.id)))

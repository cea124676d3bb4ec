/** Adapters on node:http: a server on a free port of this computer, called over real sockets. */
import { once } from 'node:events'
import { type RequestListener, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Behind, Opened } from './adapter.ts'
import { askOver } from './ask.ts'
import { createSocketClient } from './send-over-socket.ts'

export const openOnSockets = async (listener: RequestListener, behind: Behind): Promise<Opened> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = createSocketClient((server.address() as AddressInfo).port)
  return {
    ...behind,
    call: client.send,
    ask: askOver(client.send),
    async close() {
      client.close()
      server.closeAllConnections()
      server.close()
      await behind.close()
    },
  }
}

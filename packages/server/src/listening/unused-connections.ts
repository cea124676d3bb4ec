/** Connections on which nobody has said a word yet: browsers and HTTP libraries open some ahead. To node:http they are busy until their first head is late. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Hands over how to cut those that there are. */
export const watchUnused = (server: Server): (() => void) => {
  /** With how many bytes had come when they stood: a handshake of TLS is no word. */
  const unused = new Map<Socket, number>()
  const watch = (socket: Socket): void => {
    unused.set(socket, socket.bytesRead)
    socket.once('close', () => unused.delete(socket))
  }
  server.on('connection', watch)
  server.on('secureConnection', watch)
  server.on('request', ({ socket }) => unused.delete(socket))
  return () => {
    for (const [socket, before] of unused) if (socket.bytesRead === before) socket.destroy()
  }
}

/** Sees every TCP connection of this process at the moment it is asked for, and can lead it elsewhere: a test's own internet. None leaves this computer. */
import { Socket } from 'node:net'

export interface Connections {
  /** `203.0.113.9:443`, in the order in which they were asked for. */
  readonly asked: readonly string[]
  /** From now on a connection to this address and port goes to this port of 127.0.0.1 instead. */
  lead(place: string, port: number): void
  readonly restore: () => void
}

type Connect = (this: Socket, ...given: readonly unknown[]) => Socket

interface Place {
  host?: string
  port?: number | string
}

export const watchConnections = (): Connections => {
  const asked: string[] = []
  const leads = new Map<string, number>()
  const genuine = Reflect.get(Socket.prototype, 'connect') as Connect
  const watching: Connect = function (...given) {
    // `net.connect` hands its arguments over as one list.
    const [first] = Array.isArray(given[0]) ? (given[0] as unknown[]) : given
    if (typeof first !== 'object' || first === null)
      throw new Error('a connection asked for in a way this test does not know')
    const place = first as Place
    const spelled = `${place.host ?? 'localhost'}:${place.port ?? ''}`
    asked.push(spelled)
    const port = leads.get(spelled)
    if (port !== undefined) Object.assign(place, { host: '127.0.0.1', port })
    if (!/^(127\..*|::1|localhost)$/.test(place.host ?? '')) {
      process.nextTick(() => this.destroy(new Error(`${spelled} would leave this computer`)))
      return this
    }
    return Reflect.apply(genuine, this, given)
  }
  Reflect.set(Socket.prototype, 'connect', watching)
  return {
    asked,
    lead: (place, port) => void leads.set(place, port),
    restore: () => void Reflect.set(Socket.prototype, 'connect', genuine),
  }
}

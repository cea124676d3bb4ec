/** The house itself asks a child something: nobody's call, so no client can be asked back because of it. */
import type { JsonMessage } from '../child.ts'
import { isRecord } from './json-rpc.ts'
import type { Asked, Call } from './asker.ts'
import type { Link } from './link.ts'

/** Its answer, be it a result or an error. Rejects with a GatewayFault when none will come. */
export const askChild = (link: Link, asked: Asked, onCall?: (call: Call) => void): Promise<JsonMessage> =>
  new Promise((answer, fail) => {
    const call = link.call(asked, { answer, fail })
    onCall?.(call)
  })

/** `undefined`: it was refused. */
export const resultOf = ({ result }: JsonMessage): JsonMessage | undefined => (isRecord(result) ? result : undefined)

/** Do both clocks agree? Tokens say from when until when they are valid. RFC 9110 §6.6.1 */
import { fail, fine, warn, type Check, type Finding } from '../finding.ts'
import type { Ask } from './ask.ts'
import { textOf, type AuthorizationServer } from './authorization-server.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'clock'

/** `now`: milliseconds, by the clock of this computer. Asks where no answer is stored on the way. */
export const checkClock = async (
  ask: Ask,
  server: AuthorizationServer,
  now: () => number,
): Promise<readonly Finding[]> => {
  const url = textOf(server, 'token_endpoint')
  if (url === undefined) return []
  const before = now()
  const { headers } = await ask(url, { method: 'HEAD' })
  const there = Date.parse(headers.get('date') ?? '')
  if (Number.isNaN(there)) return []
  const here = (before + now()) / 2
  const seconds = Math.round(Math.abs(here - there) / 1000)
  if (seconds <= 10) return [fine(check, 'agrees with the Date of the public URL')]
  const complaint = {
    says: `this computer and ${new URL(url).origin} are ${seconds} seconds apart`,
    why: whyOf(trips.wrongTime),
    cure: 'Let both set their clocks by the network (NTP)',
  }
  return [(seconds > 60 ? fail : warn)(check, complaint)]
}

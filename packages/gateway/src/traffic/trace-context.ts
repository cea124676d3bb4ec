/** The client's trace goes on through the gateway: its `traceparent` in, ours for the upstream out. W3C Trace Context §3.2 */
import { randomFillSync } from 'node:crypto'

/** A later version may say more behind a further dash; what stands before it keeps its meaning. §4.3 */
const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Whose trace cannot be joined begins a new one, sampled by whoever comes next if they like. §3.4 */
export const joinTrace = (header: string | undefined): string => {
  const [, version = '', trace = '', parent = '', flags = '', more] = form.exec(header ?? '') ?? []
  const isVersion = version !== 'ff' && (version !== '00' || more === undefined)
  const isUsable = isVersion && isNotZero(trace) && isNotZero(parent)
  // We speak version 00, and of its flags we know `sampled`.
  const sampled = isUsable && (Number.parseInt(flags, 16) & 1) === 1 ? '01' : '00'
  return `00-${isUsable ? trace : draw(16)}-${draw(8)}-${sampled}`
}

/** Drawn for many at once: asking the system costs more than all the rest here. */
const drawn = Buffer.alloc(4096)
let spent = drawn.length

const draw = (bytes: number): string => {
  if (spent + bytes > drawn.length) {
    randomFillSync(drawn)
    spent = 0
  }
  spent += bytes
  return drawn.toString('hex', spent - bytes, spent)
}

/** All zeros name nothing. */
const isNotZero = (id: string): boolean => /[1-9a-f]/.test(id)

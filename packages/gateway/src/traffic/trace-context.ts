/** The client's trace goes on through the gateway: its `traceparent` in, ours for the upstream out. W3C Trace Context §3.2 */
import { randomBytes } from 'node:crypto'

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** What is malformed or all zero begins a new trace. */
export const joinTrace = (header: string | undefined): string => {
  const [, trace = '', parent = '', flags = '00'] = form.exec(header ?? '') ?? []
  const isUsable = /[1-9a-f]/.test(trace) && /[1-9a-f]/.test(parent)
  return `00-${isUsable ? trace : randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-${flags}`
}

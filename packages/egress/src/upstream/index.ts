/** Servers behind the gateway, spoken to for long. Apart from the rest, because only who has one loads what it needs. */
export {
  connectUpstream,
  type AnswerHeaders,
  type AnswerListener,
  type Flow,
  type UpstreamConnection,
} from './upstream-connection.ts'
export { UpstreamLost } from './upstream-lost.ts'

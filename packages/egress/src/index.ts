/** The one way out: every outbound request of server, client and gateway goes through here. */
export { fetchConfigured, NoAnswer, type Answer, type Caps } from './fetch-configured.ts'

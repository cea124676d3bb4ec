/** An authorization server as its clients see it: every look from outside, side by side, each with its own words for silence. */
import type { Finding } from '../finding.ts'
import { unlessSilent, type Ask } from './ask.ts'
import type { AuthorizationServer } from './authorization-server.ts'
import { checkClock } from './check-clock.ts'
import { checkCors } from './check-cors.ts'
import { checkJwks } from './check-jwks.ts'
import { checkMetadata } from './check-metadata.ts'
import { checkPromises } from './check-promises.ts'
import { checkSignIn } from './check-sign-in.ts'
import { checkSizes } from './check-sizes.ts'
import { checkTls } from './check-tls.ts'
import { checkToken } from './check-token.ts'
import { checkWellKnown } from './check-well-known.ts'

/** What only the operator of the server can know. */
export interface Inside {
  /** The names of the keys that must be published. */
  readonly keys?: readonly string[] | undefined
  /** Pages that set cookies. */
  readonly pages: readonly string[]
}

export interface Seen {
  readonly findings: readonly Finding[]
  /** undefined: there is none to be found. */
  readonly server: AuthorizationServer | undefined
}

export const lookFromOutside = async (ask: Ask, issuer: string, inside: Inside = { pages: [] }): Promise<Seen> => {
  let server: AuthorizationServer | undefined
  const names = await unlessSilent('metadata', async () => {
    const met = await checkMetadata(ask, issuer)
    server = met.server
    return met.findings
  })
  if (!server) return { findings: names, server }
  return { findings: [...names, ...(await lookAround(ask, server, inside))], server }
}

const lookAround = async (
  ask: Ask,
  server: AuthorizationServer,
  { keys, pages }: Inside,
): Promise<readonly Finding[]> => {
  const { issuer } = server
  const looks = await Promise.all([
    unlessSilent('well-known', () => checkWellKnown(ask, issuer)),
    unlessSilent('CORS', () => checkCors(ask, server)),
    unlessSilent('JWKS', () => checkJwks(ask, server, keys)),
    unlessSilent('token', () => checkToken(ask, server)),
    unlessSilent('sign-in', () => checkSignIn(ask, server, pages)),
    unlessSilent('sizes', () => checkSizes(ask, server)),
    unlessSilent('clock', () => checkClock(ask, server, Date.now)),
    unlessSilent('TLS', () => checkTls(ask, issuer, Date.now)),
  ])
  return [...checkPromises(server), ...looks.flat()]
}

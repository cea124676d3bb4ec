/** May scripts of other origins read what clients in a browser need, and nothing that is a person's? Fetch §3.3; docs/protocol.md "CORS" */
import { fail, orFine, warn, type Check, type Finding } from '../finding.ts'
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import { someOrigin, type Ask } from './ask.ts'
import { textOf, type AuthorizationServer } from './authorization-server.ts'
import { letsScriptsAsk, letsScriptsRead } from './cross-origin.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'CORS'

export const checkCors = async (ask: Ask, server: AuthorizationServer): Promise<readonly Finding[]> => {
  const [metadata = ''] = authorizationServerMetadataUrls(server.issuer)
  const at = (member: string) => textOf(server, member)
  const read = [metadata, at('jwks_uri')].filter((url) => url !== undefined)
  const posted = [at('token_endpoint'), at('registration_endpoint'), at('revocation_endpoint')].filter(
    (url) => url !== undefined,
  )
  const closed = await Promise.all([
    ...read.map(async (url) => ((await letsScriptsRead(ask, url)) ? [] : [`GET ${url}`])),
    ...[metadata, ...posted].map(async (url) =>
      (await letsScriptsAsk(ask, { url, method: url === metadata ? 'GET' : 'POST' })) ? [] : [`OPTIONS ${url}`],
    ),
  ])
  const page = await openPage(ask, at('authorization_endpoint'))
  return orFine(check, [closedTo(closed.flat()), page], 'scripts may read the documents and tokens, and no page')
}

const closedTo = (asked: readonly string[]): Finding | undefined =>
  asked.length === 0
    ? undefined
    : warn(check, {
        says: `scripts of other origins may not use ${asked.join(', ')}`,
        why: whyOf(trips.noScripts),
        cure: 'Let the proxy pass OPTIONS and the Access-Control-* headers through, and answer neither itself',
      })

/** A page with somebody's name on it. */
const openPage = async (ask: Ask, url: string | undefined): Promise<Finding | undefined> => {
  if (url === undefined) return undefined
  const { headers } = await ask(url, { headers: { origin: someOrigin } })
  const allowed = headers.get('access-control-allow-origin')
  if (allowed === undefined) return undefined
  const isGrave = headers.get('access-control-allow-credentials') === 'true'
  return (isGrave ? fail : warn)(check, {
    says: `${url} lets scripts of ${allowed === '*' ? 'any origin' : allowed} read it${isGrave ? ', with cookies' : ''}`,
    why: whyOf(trips.scriptsAtSignIn),
    cure: 'Let the proxy add no Access-Control-* headers of its own',
  })
}

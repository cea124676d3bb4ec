/** Where upstreams find the keys of `Gatehouse-Identity`: below its `iss`, on the gateway's own origin. RFC 7517 §5 */
import type { Answer } from '@gatehouse/guard/gate'
import type { Identity } from './identity.ts'

const root = '/mcp'

/** No server can have this name. */
export const keysPath = `${root}/.well-known/jwks.json`

/** `iss` of every identity token. */
export const keysUnder = (publicOrigin: string): string => `${publicOrigin}${root}`

/** They change when the installation's master key does: whoever meets an unknown `kid` asks again anyway. */
const headers = {
  'content-type': 'application/jwk-set+json',
  'cache-control': 'public, max-age=300',
  'access-control-allow-origin': '*',
}

export const answerWithKeys = (jwks: Identity['jwks'], method: string | undefined): Answer => {
  if (method === 'GET' || method === 'HEAD') return { status: 200, headers, body: JSON.stringify(jwks) }
  return { status: 405, headers: { allow: 'GET, HEAD', 'cache-control': 'no-store' }, body: null }
}

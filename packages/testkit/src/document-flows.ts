/** Flows of clients that are known by a document and sign their assertions, for the sweep of faults. X1 */
import type { App } from './app.ts'
import type { Flow, Outcome } from './fault-flows.ts'
import { keyHolder } from './key-holder.ts'
import { hasForm } from './person.ts'
import { smallWeb } from './small-web.ts'
import type { World } from './small-world.ts'

const clientId = 'https://app.example/client.json'
const redirectUri = 'https://app.example/callback'
const keys = keyHolder()

const web = smallWeb()
web.serve('https://app.example/jwks.json', { keys: [keys.publicJwk] })
web.serveClient(clientId, {
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: 'private_key_jwt',
  jwks_uri: 'https://app.example/jwks.json',
})

const appIn = (world: World): App => {
  const { issuer } = world.issuer.policy
  let count = 0
  const assertion = (): string => {
    count += 1
    const exp = world.clock.now() + 60
    return keys.sign({ iss: clientId, sub: clientId, aud: issuer, exp, jti: `jti-${count}` })
  }
  return world.actor({ clientId, redirectUri, assertion })
}

export const documentFlows = (asTokens: (response: Response, app: App) => Promise<Outcome>): readonly Flow[] => [
  {
    name: 'an authorization request of a client with a document',
    fetchDocument: web.fetchDocument,
    async prepare(world) {
      const app = appIn(world)
      return async () => {
        const page = await world.alice.browser.open(app.authorizationUrl())
        return { status: hasForm(page, '/sign-in') ? 200 : page.status }
      }
    },
  },
  {
    name: 'redeeming a code by an assertion',
    fetchDocument: web.fetchDocument,
    spendsAt: 'issuance.issue',
    async prepare(world) {
      const app = appIn(world)
      const code = await app.sendToSignIn(world.alice)
      const form = { grant_type: 'authorization_code', code, code_verifier: app.verifier }
      return async () => asTokens(await app.post('/token', form), app)
    },
  },
]

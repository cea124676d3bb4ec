/** Gatehouse itself, whole but in this process: alice and her app, and a key for the server that asks about opaque tokens. */
import { seconds } from '@gatehouse/protocol/time'
import { files, notes, smallWorld } from '@gatehouse/testkit'

export const startGatehouse = async (accessTokenFormat: 'jwt' | 'opaque') => {
  const world = await smallWorld({
    resources: [
      { ...files, accessTokenFormat },
      { ...notes, accessTokenFormat },
    ],
  })
  const key = await world.issuer.resources.addKey('files', 'guard', { traceId: 'trc_test', source: 'this test' })
  const connect = async (resource: string, scope: string) => {
    const code = await world.app.sendToSignIn(world.alice, { resource, scope })
    return await world.app.redeem(code, undefined, { resource })
  }
  return {
    issuer: world.origin,
    now: () => world.clock.now(),
    fetch: async (url: string, init: RequestInit = {}) => await world.request(url.slice(world.origin.length), init),
    resource: files.uri,
    scope: 'files:read',
    server: { clientId: 'files', clientSecret: key ?? '' },
    tokens: await connect(files.uri, 'openid files:read'),
    elsewhere: await connect(notes.uri, 'notes:read'),
    pass: (span: number) => world.clock.advance(seconds(span)),
    disconnect: (token: string) => world.app.revoke(token),
  }
}

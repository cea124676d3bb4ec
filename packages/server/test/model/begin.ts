/** The beginning of every run: two people, three browsers, and three clients, one of each kind. */
import type { Facts, ClientFacts } from './facts.ts'
import { serveDocument } from './clients.ts'
import { documentId, realWorld, type Real, type Stage } from './real.ts'
import { issuer } from './servers.ts'
import { perform, type Model } from './run.ts'
import { password } from '@gatehouse/testkit'

const webCallback = 'https://app.example/callback'

export const begin = async (stage: Stage): Promise<{ readonly model: Model; readonly real: Real }> => {
  const real = await realWorld(stage)
  const [world] = real.replicas
  const configured = await world.configure()
  const createdAt = real.clock.now()
  const fresh = {
    redirectUri: webCallback,
    address: webCallback,
    getsRefreshTokens: true,
    registrationTokens: [],
    createdAt,
    isUsed: false,
    isDisabled: false,
    isGone: false,
    freshUntil: 0,
  }
  serveDocument(real, webCallback, 'none')
  const clients: ClientFacts[] = [
    {
      ...fresh,
      id: configured.clientId,
      secret: configured.clientSecret,
      provenance: 'configured',
      authentication: 'secret',
    },
    { ...fresh, id: documentId, provenance: 'document', authentication: 'none', isGone: true },
  ]
  const facts: Facts = {
    now: createdAt,
    issuer,
    people: real.people.map(({ id, name }) => ({
      id,
      name,
      password,
      epoch: 1,
      isDisabled: false,
      isGone: false,
      wrongGuesses: 0,
    })),
    seats: [0, 0, 1].map((person) => ({ person, grantsShown: [] })),
    clients: [],
    requests: [],
    codes: [],
    grants: [],
    refreshTokens: [],
    accessTokens: [],
    document: { redirectUri: webCallback, authentication: 'none' },
  }
  const model = { facts }
  await perform({ do: 'register', hasSecret: false, getsRefreshTokens: true }, model, real)
  facts.clients.push(...clients)
  return { model, real }
}

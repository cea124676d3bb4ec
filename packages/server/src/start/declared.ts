/** What the configuration and the composition root declare becomes rows: MCP servers, clients, the first account. Done again at every start. */
import type { Issuer, Visit } from '@gatehouse/issuer'
import { OAuthError } from '@gatehouse/protocol/errors'
import { ConfigError } from '../config/config-error.ts'
import type { DeclaredClient, DeclaredServer } from '../config/declared.ts'
import type { Config } from '../config/load.ts'

type Bring = (issuer: Issuer, config: Config, visit: Visit) => Promise<void>

/** Throws ConfigError. */
export const bringServers: Bring = async ({ resources }, { servers }, visit) => {
  for (const [index, server] of servers.entries()) {
    await explained(`servers.${index}`, () => resources.put(resourceFrom(server), visit))
  }
}

const resourceFrom = ({ url, scopes, defaultScopes, listed, default: isDefault, ...rest }: DeclaredServer) => {
  const first = scopes.find(({ privileged }) => !privileged)
  return {
    ...rest,
    uri: url,
    scopes: scopes.map(({ privileged, ...scope }) => ({ ...scope, isPrivileged: privileged })),
    defaultScopes: defaultScopes ?? (first ? [first.name] : []),
    isListed: listed,
    isDefault,
  }
}

/** One that looks different is brought up to date: where its redirect URIs change, people are asked again. Throws ConfigError. */
export const bringClients: Bring = async ({ clients: registry }, { clients }, visit) => {
  for (const [index, client] of clients.entries()) {
    await explained(`clients.${index}`, () => registry.put(newClient(client), visit))
  }
}

const newClient = ({ id, name, redirectUris, postLogoutRedirectUris, firstParty }: DeclaredClient) => ({
  id,
  name,
  redirectUris,
  postLogoutRedirectUris,
  grantTypes: ['authorization_code', 'refresh_token'],
  authenticationMethod: 'none',
  isFirstParty: firstParty,
  machineAccess: [],
})

/** Throws ConfigError when the name or the password cannot be used. */
export const bringFirstAccount: Bring = async ({ people }, { bootstrap }, visit) => {
  const { user: name, password } = bootstrap
  if (name === undefined || password === undefined || (await people.isClaimed())) return
  const result = await people.createFirst({ name, password, isAdmin: true }, 'operator', visit)
  if (result.outcome !== 'refused') return
  const option = result.field === 'password' ? 'password' : 'user'
  throw new ConfigError([
    {
      key: `bootstrap.${option}`,
      source: `GATEHOUSE_BOOTSTRAP_${option.toUpperCase()}`,
      reason: `the ${result.field} ${accountProblems[result.problem]}`,
      cure:
        option === 'password'
          ? 'Choose 12 to 256 characters that nobody would guess'
          : 'Choose 1 to 64 letters or digits',
    },
  ])
}

const accountProblems = {
  missing: 'is empty',
  malformed: 'has characters that cannot be used',
  tooShort: 'is too short',
  tooLong: 'is too long',
  common: 'is one of the first that guessers try',
  taken: 'is taken',
} as const

/** What the issuer refuses was said by the operator, so it is a misconfiguration. */
const explained = async <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error
    const cure = 'See docs/reference/configuration.md for its form'
    throw new ConfigError([{ key, source: 'configuration', reason: error.description, cure }], { cause: error })
  }
}

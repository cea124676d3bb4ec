/** `gatehouse clients add`: a client that an operator registers, for programs that cannot register themselves. */
import { Command } from 'commander'
import { collect } from '../collect.ts'
import { secondsFrom } from '../duration.ts'
import { accessFrom } from '../machine-access.ts'
import { proofFrom } from '../client-proof.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import { credentials } from '../output/credentials.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly name: string
  readonly id?: string
  readonly redirectUri?: readonly string[]
  readonly postLogoutRedirectUri?: readonly string[]
  readonly idTokenAlg?: string
  readonly public?: boolean
  readonly jwks?: string
  readonly jwksUri?: string
  readonly tokenEndpointAudience?: boolean
  readonly grant?: readonly string[]
  readonly access?: readonly string[]
  readonly firstParty?: boolean
  readonly secretExpires?: string
}

const usualGrants = ['authorization_code', 'refresh_token']

export const clientsAdd = (world: World): Command =>
  withPlace(new Command('add'))
    .description('register a client; prints its id and, once, its secret')
    .requiredOption('--name <name>', 'what people read when it asks')
    .option('--id <id>', 'your own id for it; made up otherwise')
    .option('--redirect-uri <uri>', 'where answers go; again for further ones', collect)
    .option('--post-logout-redirect-uri <uri>', 'where a browser may go on after signing out; again for more', collect)
    .option('--id-token-alg <alg>', 'how its ID tokens are signed, such as RS256 (the server’s first)')
    .option('--public', 'no secret: a desktop app or a command, which proves itself by PKCE')
    .option('--jwks <file>', 'no secret: it signs, and this file holds its public keys (a JSON Web Key Set)')
    .option('--jwks-uri <url>', 'the same, with the keys at an https address')
    .option('--token-endpoint-audience', 'what it signs may name the token endpoint as its audience, too')
    .option('--grant <type>', 'grant type; again for further ones (authorization_code and refresh_token)', collect)
    .option(
      '--access <scope>',
      'what it may do without a person, with --grant client_credentials; again for more',
      collect,
    )
    .option('--first-party', 'your own program: approval may be silent')
    .option('--secret-expires <duration>', 'when its secret proves nothing any more: 90d (never)')
    .option('--json', 'print JSON')
    .action(async (flags: Flags) => {
      const { authenticationMethod = 'client_secret_basic', keys } = await proofFrom(world, flags)
      const admin = serverOf(world, flags)
      const { name, id, redirectUri = [], grant = usualGrants, access = [], firstParty = false } = flags
      const added = await admin('addClient', {
        id,
        name,
        redirectUris: [...redirectUri],
        postLogoutRedirectUris: flags.postLogoutRedirectUri && [...flags.postLogoutRedirectUri],
        idTokenAlgorithm: flags.idTokenAlg,
        grantTypes: [...grant],
        authenticationMethod,
        keys,
        mayNameTokenEndpoint: flags.tokenEndpointAudience,
        isFirstParty: firstParty,
        machineAccess: await accessFrom(admin, access),
        secretLifetime: secondsFrom('--secret-expires', flags.secretExpires),
      })
      answer(world, flags, { data: added, words: credentials(added) })
    })

/** `gatehouse clients update <id>`: changes what an operator said about a client; what is not named stays. */
import { Command } from 'commander'
import { collect } from '../collect.ts'
import { Misuse } from '../explain.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { accessFrom } from '../machine-access.ts'
import { proofFrom } from '../client-proof.ts'
import { answer, type Form } from '../output/answer.ts'
import { credentials } from '../output/credentials.ts'
import type { World } from '../world.ts'

interface Changes {
  readonly name?: string
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
}

export const clientsUpdate = (world: World): Command =>
  withPlace(new Command('update'))
    .description('change a client of yours; what you do not name stays')
    .argument('<id>', 'its client id')
    .option('--name <name>', 'what people read when it asks')
    .option('--redirect-uri <uri>', 'where answers go, instead of all before; again for further ones', collect)
    .option(
      '--post-logout-redirect-uri <uri>',
      'where a browser may go on after signing out, instead of all before',
      collect,
    )
    .option('--id-token-alg <alg>', 'how its ID tokens are signed, such as RS256')
    .option('--public', 'no secret any more')
    .option('--no-public', 'a secret from now on; printed once')
    .option('--jwks <file>', 'no secret any more: it signs, and this file holds its public keys (a JSON Web Key Set)')
    .option('--jwks-uri <url>', 'the same, with the keys at an https address')
    .option('--token-endpoint-audience', 'what it signs may name the token endpoint as its audience, too')
    .option('--no-token-endpoint-audience', 'the issuer only')
    .option('--grant <type>', 'grant type, instead of all before; again for further ones', collect)
    .option('--access <scope>', 'what it may do without a person, instead of all before; again for more', collect)
    .option('--first-party', 'your own program: approval may be silent')
    .option('--no-first-party', 'people are asked again')
    .option('--json', 'print JSON')
    .action(async (id: string, flags: Changes & Place & Form) => {
      const { config: _, dataDir: __, json: ___, ...said } = flags
      const { name, redirectUri, postLogoutRedirectUri, idTokenAlg, grant, access, firstParty } = said
      if (Object.keys(said).length === 0) throw new Misuse('say what to change: --help shows what there is')
      const admin = serverOf(world, flags)
      const updated = await admin('updateClient', {
        client: id,
        name,
        redirectUris: redirectUri && [...redirectUri],
        postLogoutRedirectUris: postLogoutRedirectUri && [...postLogoutRedirectUri],
        idTokenAlgorithm: idTokenAlg,
        grantTypes: grant && [...grant],
        ...(await proofFrom(world, flags)),
        mayNameTokenEndpoint: flags.tokenEndpointAudience,
        isFirstParty: firstParty,
        machineAccess: access && (await accessFrom(admin, access)),
      })
      const words = updated.secret === undefined ? `Changed ${updated.client.id}.\n` : credentials(updated)
      answer(world, flags, { data: updated, words })
    })

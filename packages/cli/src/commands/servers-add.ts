/** `gatehouse servers add <name> <url>`: an MCP server that tokens can be for; the same name again changes it. */
import { Command } from 'commander'
import { collect } from '../collect.ts'
import { secondsFrom } from '../duration.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import { scopesFrom } from '../scope-words.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly title?: string
  readonly scope: readonly string[]
  readonly implies?: readonly string[]
  readonly privileged?: readonly string[]
  readonly defaultScope?: readonly string[]
  readonly tokenLifetime?: string
  readonly opaque?: boolean
  readonly unlisted?: boolean
  readonly default?: boolean
}

export const serversAdd = (world: World): Command =>
  withPlace(new Command('add'))
    .description('register an MCP server, or change the one of this name')
    .argument('<name>', 'short and unique: notes')
    .argument('<url>', 'exactly what clients are given: the audience of its tokens')
    .requiredOption(
      '--scope <name=words>',
      'a scope and what people read: "notes:read=Read your notes"; again for more',
      collect,
    )
    .option('--title <text>', 'what people read')
    .option('--default-scope <name>', 'given when a client asks for nothing (the first scope); again for more', collect)
    .option('--implies <scope=scope>', 'the first includes the second: notes:write=notes:read; again for more', collect)
    .option('--privileged <scope>', 'never listed in public; again for more', collect)
    .option('--token-lifetime <duration>', 'of access tokens, 5m to 24h (1h)')
    .option('--opaque', 'tokens that only introspection can read, instead of JWTs')
    .option('--unlisted', 'public metadata does not name it')
    .option('--default', 'meant when a client names no server')
    .option('--json', 'print JSON')
    .action(async (name: string, url: string, flags: Flags) => {
      const scopes = scopesFrom(flags)
      const first = scopes.find(({ isPrivileged }) => !isPrivileged)
      const { defaultScope = first ? [first.name] : [] } = flags
      const { server } = await serverOf(world, flags)('putServer', {
        name,
        uri: url,
        title: flags.title,
        scopes,
        defaultScopes: [...defaultScope],
        accessTokenLifetime: secondsFrom('--token-lifetime', flags.tokenLifetime),
        accessTokenFormat: flags.opaque ? 'opaque' : 'jwt',
        isListed: !flags.unlisted,
        isDefault: flags.default ?? false,
      })
      answer(world, flags, { data: server, words: `${server.name} is ${server.uri}\n` })
    })

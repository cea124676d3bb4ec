/** `gatehouse protect <url>` or `gatehouse protect -- <command>`: OAuth in front of an MCP server that knows none, with an authorization server of its own. */
import { Command, Option } from 'commander'
import { collect } from '../collect.ts'
import type { ProtectFlags } from '../protect/keep-gateway.ts'
import { targetOf, typedIn } from '../protect/target.ts'
import { serveFlags } from '../serve-flags.ts'
import type { World } from '../world.ts'

/** `words`: the whole command line, because the parser drops the `--` that parts a command from our own options. */
export const protect = (world: World, words: readonly string[]): Command => {
  const command = new Command('protect')
    .description('put OAuth in front of an MCP server that knows none')
    .usage('[options] <url>\n       gatehouse protect [options] -- <command> [args...]')
    .argument('[url]', 'the endpoint of an HTTP server: http://localhost:3000/mcp')
    .argument('[command...]', 'behind --: a program that speaks MCP over its standard streams, and its arguments')
    .allowUnknownOption()
    .option('--name <name>', 'stands in the URL and in the scopes (default: from package, program or host)')
    .option('--title <text>', 'what people read')
    .option('--scopes <list>', 'what clients are asked to get from the start: read,write; the others come by step-up')
    .option('--allow <tools>', 'only these tools: names, or patterns with *; again for more', collect)
    .option('--deny <tools>', 'never these tools; again for more', collect)
    .option('--per-user', 'one child for each person instead of one for all')
    .option('--env <name[=value]>', 'a variable that the command sees; again for more', collect)
    .option('--header <name:value>', 'sent to the URL with every request; again for more', collect)
    .option('--header-env <name=variable>', 'the same, its value from a variable: for secrets', collect)
    .option('--identity [true|false]', 'whether the server is told who is calling (default: on this computer)')
    .option('--tunnel [cloudflared|ngrok]', 'a public https URL, by whichever of them is installed')
    .option('--issuer <url>', 'an authorization server that is there already, instead of one in this process')
    .option('--servers <file>', 'several servers from a YAML or JSON file; a change of it is applied at once')
    .option('--config <file>', 'configuration file (gatehouse.yaml)')
    .addHelpText('after', '\nEvery other option of `gatehouse serve` works here, too.')
  for (const { key, option } of houseFlags) {
    command.addOption(new Option(option.flags, option.description).hideHelp(!shown.has(key)))
  }
  return command.action(async (_url: unknown, _command: unknown, flags: ProtectFlags) => {
    const { operands, flags: settled } = giveBack(flags)
    const typed = typedIn([...operands, ...command.args], words)
    const { keepGateway } = await import('../protect/keep-gateway.ts')
    await keepGateway(targetOf(typed, flagsOf(command)), settled, world)
  })
}

/** A flag that may stand alone has taken the URL behind it for its value: `--tunnel http://localhost:3000/mcp`. */
const giveBack = (flags: ProtectFlags): { readonly operands: readonly string[]; readonly flags: ProtectFlags } => {
  const swallowed = (['tunnel', 'identity'] as const).filter((flag) => /^https?:/i.test(String(flags[flag])))
  return {
    operands: swallowed.map((flag) => String(flags[flag])),
    flags: { ...flags, ...Object.fromEntries(swallowed.map((flag) => [flag, true])) },
  }
}

/** The servers of an installation are declared otherwise here. */
const houseFlags = serveFlags.filter(({ key }) => key !== 'servers')

/** The others are seldom wanted here. */
const shown = new Set(['port', 'host', 'publicUrl', 'trustedProxies', 'tls.cert', 'tls.key', 'dataDir'])

const flagsOf = ({ options }: Command): readonly string[] => options.flatMap(({ long }) => long ?? [])

/** `gatehouse protect <url>` or `gatehouse protect -- <command>`: OAuth in front of an MCP server that knows none, with an authorization server of its own. */
import { loadConfig } from '@gatehouse/server/config/load'
import { Command } from 'commander'
import { collect } from '../collect.ts'
import { definitionsFrom, type ProtectFlags } from '../protect/definitions.ts'
import { gatewayAnnex } from '../protect/gateway-annex.ts'
import { targetOf, typedIn } from '../protect/target.ts'
import { serveFlags, typedFlags } from '../serve-flags.ts'
import { greetingOf } from '../start/greeting-of.ts'
import { keepHouse } from '../start/keep-house.ts'
import type { World } from '../world.ts'

/** The servers of an installation are declared otherwise here. */
const houseFlags = serveFlags.filter(({ key }) => key !== 'servers')

export const protect = (world: World): Command => {
  const command = new Command('protect')
    .description('put OAuth in front of an MCP server that knows none')
    .usage('[options] <url>\n       gatehouse protect [options] -- <command> [args...]')
    .argument('[url]', 'the endpoint of an HTTP server: http://localhost:3000/mcp')
    .argument('[command...]', 'behind --: a program that speaks MCP over its standard streams, and its arguments')
    .allowUnknownOption()
    .option(
      '--name <name>',
      'short: it stands in the URL and in the scopes (default: from the package, program or host)',
    )
    .option('--title <text>', 'what people read')
    .option('--scopes <list>', 'what clients are asked to get from the start: read,write; the others come by step-up')
    .option('--allow <tools>', 'only these tools: names, or patterns with *; again for more', collect)
    .option('--deny <tools>', 'never these tools; again for more', collect)
    .option('--per-user', 'one child for each person instead of one for all')
    .option(
      '--env <name[=value]>',
      'a variable that the command sees, from here or with this value; again for more',
      collect,
    )
    .option('--header <"Name: value">', 'sent to the URL with every request; again for more', collect)
    .option(
      '--header-env <Name=VARIABLE>',
      'the same, with the value of a variable: for secrets; again for more',
      collect,
    )
    .option('--identity [true|false]', 'whether the server is told who is calling (default: on this computer)')
    .option('--config <file>', 'configuration file (gatehouse.yaml)')
  for (const { option } of houseFlags) command.addOption(option)
  return command.action(async (_url: unknown, _command: unknown, flags: ProtectFlags) => {
    const { environment, workingDirectory } = world
    const typed = typedIn(command.args, command.parent?.args ?? command.args)
    const definitions = definitionsFrom(targetOf(typed, flagsOf(command)), flags, world)
    const config = loadConfig({
      flags: typedFlags({ ...flags }, houseFlags),
      file: flags.config,
      environment,
      workingDirectory,
    })
    const { open, gateway } = gatewayAnnex(definitions, world)
    const servers = () =>
      gateway()
        .servers()
        .map(({ definition: { name, title }, resource: url }) => ({ name, title, url }))
    await keepHouse(config, world, { annex: open, greet: (house) => greetingOf(house, world, servers()) })
  })
}

const flagsOf = ({ options }: Command): readonly string[] => options.flatMap(({ long }) => long ?? [])

/** The list of commands: a new one is a file beside this and a line in here. */
import { Command } from 'commander'
import type { World } from '../world.ts'
import { auditExport } from './audit-export.ts'
import { auditTail } from './audit-tail.ts'
import { clientsAdd } from './clients-add.ts'
import { clientsDisable } from './clients-disable.ts'
import { clientsEnable } from './clients-enable.ts'
import { clientsList } from './clients-list.ts'
import { clientsRemove } from './clients-remove.ts'
import { clientsRotateSecret } from './clients-rotate-secret.ts'
import { clientsUpdate } from './clients-update.ts'
import { doctor } from './doctor.ts'
import { registrationTokensAdd } from './registration-tokens-add.ts'
import { registrationTokensList } from './registration-tokens-list.ts'
import { registrationTokensRemove } from './registration-tokens-remove.ts'
import { keysList } from './keys-list.ts'
import { keysRemove } from './keys-remove.ts'
import { keysRotate } from './keys-rotate.ts'
import { keysRotateMaster } from './keys-rotate-master.ts'
import { protect } from './protect.ts'
import { serve } from './serve.ts'
import { serversAdd } from './servers-add.ts'
import { serversKeysAdd } from './servers-keys-add.ts'
import { serversKeysList } from './servers-keys-list.ts'
import { serversKeysRemove } from './servers-keys-remove.ts'
import { serversList } from './servers-list.ts'
import { toolsAccept } from './tools-accept.ts'
import { toolsList } from './tools-list.ts'
import { usersAdd } from './users-add.ts'
import { usersDisable } from './users-disable.ts'
import { usersEnable } from './users-enable.ts'
import { usersList } from './users-list.ts'
import { usersPasswd } from './users-passwd.ts'
import { usersRemove } from './users-remove.ts'

type Make = (world: World) => Command

/** `words`: as they were typed. */
export const allCommands = (world: World, words: readonly string[]): readonly Command[] => {
  const group = (name: string, about: string, ...members: readonly (Make | Command)[]): Command => {
    const command = new Command(name).description(about).helpCommand(false)
    for (const member of members) command.addCommand(member instanceof Command ? member : member(world))
    return command
  }
  return [
    protect(world, words),
    serve(world),
    group(
      'users',
      'the people who sign in here',
      usersAdd,
      usersList,
      usersDisable,
      usersEnable,
      usersPasswd,
      usersRemove,
    ),
    group(
      'clients',
      'the programs that ask for tokens',
      clientsAdd,
      clientsList,
      clientsUpdate,
      clientsRotateSecret,
      clientsDisable,
      clientsEnable,
      clientsRemove,
    ),
    group(
      'registration-tokens',
      'who may register clients, where not everybody may',
      registrationTokensAdd,
      registrationTokensList,
      registrationTokensRemove,
    ),
    group(
      'servers',
      'the MCP servers that tokens are for',
      serversAdd,
      serversList,
      group('keys', 'how an MCP server proves itself here', serversKeysAdd, serversKeysList, serversKeysRemove),
    ),
    group('tools', 'what protected servers promise about their tools', toolsList, toolsAccept),
    group('keys', 'what signs tokens, and what seals it', keysList, keysRotate, keysRemove, keysRotateMaster),
    group('audit', 'what happened here', auditTail, auditExport),
    doctor(world),
  ]
}

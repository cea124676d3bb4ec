/** Every client that we know something about. */
import { codingAgents } from './coding-agents.ts'
import { commandLine } from './command-line.ts'
import { desktop } from './desktop.ts'
import { hosted } from './hosted.ts'
import { libraries } from './libraries.ts'
import type { RecordedClient } from './recorded-client.ts'

export const recordedClients: readonly RecordedClient[] = [
  ...libraries,
  ...codingAgents,
  ...commandLine,
  ...desktop,
  ...hosted,
]

/** The server as it is started for real, in a process of its own: `openHouse` on the configuration of its environment. Ends with its parent. */
import { loadConfig } from '../../src/config/load.ts'
import { createLog } from '../../src/log.ts'
import { openHouse } from '../../src/open-house.ts'

process.once('disconnect', () => process.exit(1))
const log = createLog({ level: 'error', format: 'json', write: (line) => process.stderr.write(line) })
await openHouse(loadConfig({ environment: process.env, workingDirectory: process.cwd() }), { log })

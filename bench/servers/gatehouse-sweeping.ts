/** Gatehouse as `gatehouse serve` starts it, but for the pace of its sweep: told to by a signal, it deletes batch after batch until nothing is left. */
import { join } from 'node:path'
import { openSqliteStore } from '@gatehouse/store-sql'
import { systemClock } from '@gatehouse/server/runtime/clock'
import { loadConfig } from '@gatehouse/server/config/load'
import { createLog } from '@gatehouse/server/log'
import { openHouse } from '@gatehouse/server/open-house'

const log = createLog({ level: 'warn', format: 'json', write: (line) => process.stderr.write(line) })
const config = loadConfig({ environment: process.env, workingDirectory: process.cwd() })
const house = await openHouse(config, { log })

/** As in the server: 200 rows a batch, the next one when the event loop had its turn. */
const sweep = async (): Promise<void> => {
  const opened = await openSqliteStore({ path: join(config.dataDir, 'gatehouse.db'), synchronous: 'normal' })
  const store = opened.forTenant('main')
  while ((await store.sweep(systemClock.now(), 200)) > 0);
  await opened.close()
}
process.on('SIGUSR2', () => void sweep())
process.once('SIGTERM', () => void house.close().then(() => process.exit(0)))

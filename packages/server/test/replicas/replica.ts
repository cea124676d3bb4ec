/** One replica in a process of its own: the composed house on a shared data directory, behind a port of its own. Says the port when it is ready. */
import type { AddressInfo } from 'node:net'
import { compose } from '../../src/compose.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createWebServer } from '../../src/listening/web-server.ts'

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const config = loadConfig({ environment: process.env, workingDirectory: process.cwd() })
const house = await compose(config, { log: silent })
const { server } = createWebServer(house.app)
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))

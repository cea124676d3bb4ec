/** Where the admin API listens on this machine: a Unix socket in the data directory, reachable by its owner only. */
import { join } from 'node:path'

export const adminSocketPath = (dataDirectory: string): string => join(dataDirectory, 'admin.sock')

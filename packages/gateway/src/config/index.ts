/** How servers are declared: by flags and in files. Nothing here starts anything. */
export { nameOfCommand, nameOfUrl } from './derive-name.ts'
export { readServer } from './read-server.ts'
export { readServers, type ReadServers } from './read-servers.ts'
export type { Problem } from './problem.ts'
export { foldersAround } from '../within-reach.ts'
export { findProgram } from '../stdio/find-program.ts'

/** How servers are declared: by flags and in files. Nothing here starts anything. */
export { nameOfCommand, nameOfUrl } from './derive-name.ts'
export { readServer } from './read-server.ts'

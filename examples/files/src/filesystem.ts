/** The official filesystem server, as it comes from npm, on the demo folder: it knows nothing of OAuth, so it stands behind the gateway. */
import { fileURLToPath } from 'node:url'
import { demoFolder } from './demo-folder.ts'

const program = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-filesystem/dist/index.js'))

export const filesystemServer = (dataDirectory: string) => ({
  filesystem: {
    title: 'Demo folder',
    command: process.execPath,
    args: [program, demoFolder(dataDirectory)],
  },
})

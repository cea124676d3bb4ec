/** The composition root that `npm start` runs: the authorization server, this MCP server, and beside it one that somebody else wrote, in one process. */
import { serve } from '@gatehouse/cli/serve'
import { filesystemServer } from './filesystem.ts'
import { mountFiles } from './mount.ts'
import { filesResource } from './resource.ts'

await serve({
  argv: process.argv.slice(2),
  env: process.env,
  mounts: [{ resource: filesResource, mount: mountFiles }],
  behindGateway: filesystemServer,
})

/** The composition root that `npm start` runs: the authorization server and this MCP server in one process. */
import { serve } from '@gatehouse/cli/serve'
import { mountFiles } from './mount.ts'
import { filesResource } from './resource.ts'

await serve({
  argv: process.argv.slice(2),
  env: process.env,
  mounts: [{ resource: filesResource, mount: mountFiles }],
})

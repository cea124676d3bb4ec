/** The guard on Hono: a middleware in front of the whole app, the caller in the context. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { requireCaller } from '@gatehouse/guard'
import { protect } from '@gatehouse/guard/hono'
import { freePort, startIssuer, tellStory } from '@gatehouse/guard-story'

const issuer = await startIssuer()
const port = await freePort()
const resource = `http://127.0.0.1:${port}/mcp`

const app = new Hono()
  .use(
    protect({
      resource,
      issuer: issuer.url,
      scopes: ['notes:read'],
      tools: { wipe: ['notes:write'] },
    }),
  )
  .all('/mcp', (c) => c.json({ hello: requireCaller(c.var).subject }))

const listening = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
await tellStory({ resource, issuer })
listening.close()
issuer.close()

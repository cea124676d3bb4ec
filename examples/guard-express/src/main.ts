/** The guard on Express: two lines before the routes, `request.caller` in them. Body parsers may stand before or behind. */
import express from 'express'
import { protect } from '@gatehouse/guard/express'
import { freePort, startIssuer, tellStory } from '@gatehouse/guard-story'

const issuer = await startIssuer()
const port = await freePort()
const resource = `http://127.0.0.1:${port}/mcp`

const app = express()
app.use(express.json())
app.use(
  '/mcp',
  protect({
    resource,
    issuer: issuer.url,
    scopes: ['notes:read'],
    tools: { wipe: ['notes:write'] },
  }),
)
app.post('/mcp', (request, response) => {
  response.json({ hello: request.caller?.subject })
})

const listening = app.listen(port, '127.0.0.1')
await tellStory({ resource, issuer })
listening.close()
issuer.close()

/** The guard on node:http: it is given every request of the host, and calls the handler for whoever may pass. */
import { createServer } from 'node:http'
import { requireCaller } from '@gatehouse/guard'
import { protect } from '@gatehouse/guard/node'
import { freePort, startIssuer, tellStory } from '@gatehouse/guard-story'

const issuer = await startIssuer()
const port = await freePort()
const resource = `http://127.0.0.1:${port}/mcp`

const guard = protect({
  resource,
  issuer: issuer.url,
  scopes: ['notes:read'],
  tools: { wipe: ['notes:write'] },
})
const server = createServer((request, response) => {
  guard(request, response, () => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ hello: requireCaller(request).subject }))
  })
})

server.listen(port, '127.0.0.1')
await tellStory({ resource, issuer })
server.close()
issuer.close()

/** An MCP server's own process, with a guard and nothing else of ours: started by a test, told who it is by its environment. */
import { createServer } from 'node:http'
import { protect, type GuardedRequest } from '@gatehouse/guard/node'

const { RESOURCE: resource = '', ISSUER: issuer = '', VIA: via = 'poll' } = process.env
if (via !== 'poll' && via !== 'stream') throw new TypeError(`VIA: ${via}`)

const guard = protect({ resource, issuer, scopes: ['notes:read'], revocation: { via } })

createServer((request: GuardedRequest, response) => {
  guard(request, response, () => response.end(JSON.stringify({ caller: request.caller?.subject })))
}).listen(Number(new URL(resource).port), 'localhost', () => process.stdout.write('listening\n'))

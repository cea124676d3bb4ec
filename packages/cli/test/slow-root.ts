/** A composition root whose server answers `/mcp/slow` only when it is told to: for tests of leaving. */
import { serve } from '../src/serve.ts'

await serve({
  argv: process.argv.slice(2),
  env: process.env,
  mounts: [
    {
      resource: {
        path: '/mcp/slow',
        name: 'slow',
        title: 'Slow',
        scopes: [{ name: 'slow', description: 'Wait' }],
        defaultScopes: ['slow'],
      },
      mount:
        ({ issuer, resource, log }) =>
        async (request) => {
          if (new URL(request.url).pathname.startsWith('/.well-known/')) {
            return Response.json({ resource, authorization_servers: [issuer] })
          }
          log.info('slow.asked')
          await new Promise((resolve) => process.once('SIGUSR2', resolve))
          return new Response('at last')
        },
    },
  ],
})

/** whoami: the caller, as the guard let them in. */
import * as z from 'zod'
import { requireCaller } from '@gatehouse/guard'
import { type Tool, readsOnly } from './tool.ts'

const who = z.object({
  subject: z.string().describe('The person, as the authorization server names them'),
  clientId: z.string().describe('The program that calls for them'),
  scopes: z.array(z.string()),
  issuer: z.string(),
})

export const whoami: Tool = (server, { answer }) => {
  const config = {
    title: 'Who am I',
    description: 'Who is calling, as this server sees it: the person, the client, and what they allowed it.',
    inputSchema: z.object({}),
    outputSchema: who,
    annotations: readsOnly,
  }
  server.registerTool('whoami', config, (_, context) =>
    answer(
      async () => {
        const { subject, clientId, scopes, issuer } = requireCaller(context.http?.authInfo?.extra)
        return { subject, clientId, scopes, issuer }
      },
      ({ subject, clientId, scopes }) => `You are ${subject}, calling through ${clientId} with ${scopes.join(' ')}.`,
    ),
  )
}

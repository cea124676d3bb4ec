/** GET /: what stands here, for people and for programs. */
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import { shownServer } from '../corridor/shown.ts'
import { wantsHtml } from '../http/accept.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type PublicEndpoint } from '../http/endpoint.ts'
import { json, pageResponse } from '../http/respond.ts'
import { homePage } from '../pages/home.ts'

export const home = (doors: Doors): PublicEndpoint => ({
  role: 'public',
  method: 'GET',
  path: '/',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: false,
  async handle(call) {
    const { policy, resources, people } = doors.issuer
    const listed = (await resources.list()).filter(({ isListed }) => isListed)
    const response = wantsHtml(call.request)
      ? pageResponse(
          homePage({
            ...doors.frame(call),
            servers: listed.map(shownServer),
            isClaimed: await people.isClaimed(),
            accountPath: doors.at('/account'),
            appsPath: doors.at('/account/apps'),
          }),
        )
      : json({
          issuer: policy.issuer,
          metadata: authorizationServerMetadataUrls(policy.issuer)[0],
          servers: listed.map(({ title, uri }) => ({ title, uri })),
        })
    response.headers.set('Vary', 'Accept')
    return response
  },
})

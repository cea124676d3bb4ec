/** GET /account/apps: what this person has allowed, and the end of it. */
import type { ConnectedApp } from '@gatehouse/issuer/people/connected-apps'
import { single } from '@gatehouse/protocol/parameters'
import { browserForm } from '../corridor/page-props.ts'
import { shownClient, shownDestination, shownServer } from '../corridor/shown.ts'
import { ourForm } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type PersonCall, type PersonEndpoint } from '../http/endpoint.ts'
import { isFarewell } from '../http/farewell.ts'
import { pageResponse } from '../http/respond.ts'
import { isIdentityScope } from '../pages/parts/identity.ts'
import { connectedAppsPage, type ConnectedApp as ShownApp } from '../pages/connected-apps.ts'

export const connectedApps = (doors: Doors): PersonEndpoint => ({
  role: 'person',
  method: 'GET',
  path: '/account/apps',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const { digest, clock, issuer } = doors
    const apps = await issuer.people.connectedApps(call.person)
    const query = call.query()
    const name = single(query, 'disconnected') ?? ''
    const isSo = isFarewell(digest, call.browserSecret, { name, proof: single(query, 'proof') })
    return pageResponse(
      connectedAppsPage({
        ...doors.frame(call),
        now: clock.now(),
        person: call.person.user,
        apps: apps.flatMap((app) => shownApp(doors, call, app)),
        signOut: browserForm(doors, call, { path: '/sign-out' }),
        disconnected: isSo ? { name } : undefined,
      }),
    )
  },
})

const shownApp = (doors: Doors, { browserSecret, person }: PersonCall, app: ConnectedApp): readonly ShownApp[] => {
  const { grant, client, servers, identity } = app
  if (!client) return []
  return [
    {
      client: shownClient(client),
      destination: shownDestination(grant.redirectUri),
      servers: servers.map(({ resource, scopes }) => ({
        ...shownServer(resource),
        scopes: scopes.map(({ description }) => description),
      })),
      openIdScopes: identity.filter(isIdentityScope),
      since: grant.createdAt,
      lastUsed: grant.lastUsedAt,
      disconnect: ourForm(
        doors.digest,
        { path: '/account/apps/disconnect', browserSecret, userId: person.user.id },
        { action: doors.at('/account/apps/disconnect'), fields: { grant: grant.id } },
      ),
    },
  ]
}

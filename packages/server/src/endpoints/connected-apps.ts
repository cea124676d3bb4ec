/** GET /account/apps: what this person has allowed, and the end of it. */
import type { ConnectedApp } from '@gatehouse/issuer/people/connected-apps'
import { accountFrame, personForm } from '../corridor/account-props.ts'
import { shownClient, shownDestination, shownServer } from '../corridor/shown.ts'
import { readDeed, type Deed } from '../http/deed.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type PersonCall, type PersonEndpoint } from '../http/endpoint.ts'
import { pageResponse } from '../http/respond.ts'
import { isIdentityScope } from '../pages/parts/identity.ts'
import { connectedAppsPage, type ConnectedApp as ShownApp, type ConnectedAppsProps } from '../pages/connected-apps.ts'

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
    const deed = readDeed(digest, call.browserSecret, call.query())
    return pageResponse(
      connectedAppsPage({
        ...accountFrame(doors, call),
        now: clock.now(),
        person: call.person.user,
        apps: apps.flatMap((app) => shownApp(doors, call, app)),
        disconnectAll: personForm(doors, call, { path: '/account/apps/disconnect-all' }),
        disconnected: disconnectedBy(deed),
      }),
    )
  },
})

const disconnectedBy = (deed: Deed | undefined): ConnectedAppsProps['disconnected'] => {
  if (deed?.done === 'all-disconnected') return { all: true }
  return deed?.done === 'disconnected' ? { name: deed.name ?? '' } : undefined
}

const shownApp = (doors: Doors, call: PersonCall, app: ConnectedApp): readonly ShownApp[] => {
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
      approvedFrom: grant.approvedFrom,
      lastUsed: grant.lastUsedAt,
      lastUsedFrom: grant.lastUsedFrom,
      disconnect: personForm(doors, call, { path: '/account/apps/disconnect', fields: { grant: grant.id } }),
    },
  ]
}

/** The table of the admin API. Adding a route is one entry here and its answer in the server's `admin` room. */
import { z } from 'zod'
import { instanceRoutes } from './instance-routes.ts'
import { route } from './route.ts'
import {
  client,
  clientChanges,
  journalRow,
  lifetime,
  newClient,
  newRegistrationToken,
  newServer,
  registrationToken,
  server,
  serverKey,
  signingKey,
  user,
} from './shapes.ts'

const nothing = z.strictObject({})
const done = z.object({})
/** An id (`usr_...`), a user name or an e-mail address. */
const someUser = z.strictObject({ user: z.string() })
/** Seconds since 1970, as a query says it. */
const moment = z.coerce.number().int().nonnegative()
/** Its id. */
const someClient = z.strictObject({ client: z.string() })

export const adminRoutes = {
  ...instanceRoutes,

  listUsers: route({
    method: 'GET',
    path: '/api/users',
    input: nothing,
    output: z.object({ users: z.array(user) }),
  }),
  addUser: route({
    method: 'POST',
    path: '/api/users',
    input: z.strictObject({
      name: z.string(),
      email: z.string().optional(),
      password: z.string(),
      isAdmin: z.boolean(),
    }),
    output: z.object({ user }),
  }),
  setPassword: route({
    method: 'PUT',
    path: '/api/users/:user/password',
    input: someUser.extend({ password: z.string() }),
    output: done,
  }),
  disableUser: route({ method: 'POST', path: '/api/users/:user/disable', input: someUser, output: done }),
  enableUser: route({ method: 'POST', path: '/api/users/:user/enable', input: someUser, output: done }),
  removeUser: route({ method: 'DELETE', path: '/api/users/:user', input: someUser, output: done }),

  listClients: route({
    method: 'GET',
    path: '/api/clients',
    input: nothing,
    output: z.object({ clients: z.array(client) }),
  }),
  addClient: route({
    method: 'POST',
    path: '/api/clients',
    input: newClient,
    /** The secret is shown this once. */
    output: z.object({ client, secret: z.string().optional() }),
  }),
  updateClient: route({
    method: 'PATCH',
    path: '/api/clients/:client',
    input: clientChanges.extend(someClient.shape),
    /** With a secret if the client proves itself by one from now on: shown this once. */
    output: z.object({ client, secret: z.string().optional() }),
  }),
  rotateClientSecret: route({
    method: 'POST',
    path: '/api/clients/:client/secret',
    input: someClient.extend({ secretLifetime: lifetime.optional() }),
    /** Shown this once; the one before proves nothing any more. */
    output: z.object({ client, secret: z.string() }),
  }),
  disableClient: route({ method: 'POST', path: '/api/clients/:client/disable', input: someClient, output: done }),
  enableClient: route({ method: 'POST', path: '/api/clients/:client/enable', input: someClient, output: done }),
  removeClient: route({ method: 'DELETE', path: '/api/clients/:client', input: someClient, output: done }),

  listRegistrationTokens: route({
    method: 'GET',
    path: '/api/registration-tokens',
    input: nothing,
    output: z.object({ tokens: z.array(registrationToken) }),
  }),
  addRegistrationToken: route({
    method: 'POST',
    path: '/api/registration-tokens',
    input: newRegistrationToken,
    /** `token` is shown this once. `isNeeded`: nobody registers here without one. */
    output: z.object({ row: registrationToken, token: z.string(), isNeeded: z.boolean() }),
  }),
  removeRegistrationToken: route({
    method: 'DELETE',
    path: '/api/registration-tokens/:token',
    input: z.strictObject({ token: z.string() }),
    output: done,
  }),

  listServers: route({
    method: 'GET',
    path: '/api/servers',
    input: nothing,
    output: z.object({ servers: z.array(server) }),
  }),
  putServer: route({
    method: 'PUT',
    path: '/api/servers/:name',
    input: newServer,
    output: z.object({ server }),
  }),
  listServerKeys: route({
    method: 'GET',
    path: '/api/servers/:name/keys',
    input: z.strictObject({ name: z.string() }),
    output: z.object({ keys: z.array(serverKey) }),
  }),
  addServerKey: route({
    method: 'POST',
    path: '/api/servers/:name/keys',
    input: z.strictObject({ name: z.string(), label: z.string() }),
    /** Shown this once. */
    output: z.object({ key: z.string() }),
  }),
  removeServerKey: route({
    method: 'DELETE',
    path: '/api/servers/:name/keys/:key',
    input: z.strictObject({ name: z.string(), key: z.string() }),
    output: done,
  }),

  listKeys: route({
    method: 'GET',
    path: '/api/keys',
    input: nothing,
    output: z.object({ keys: z.array(signingKey) }),
  }),
  rotateKeys: route({
    method: 'POST',
    path: '/api/keys/rotate',
    input: z.strictObject({
      /** The first one that is configured, unless said otherwise. */
      algorithm: z.string().optional(),
      /** Signs within seconds, instead of being published ahead. */
      isNow: z.boolean(),
    }),
    output: z.object({ key: signingKey.pick({ kid: true, alg: true, activeFrom: true }) }),
  }),
  removeKey: route({
    method: 'DELETE',
    path: '/api/keys/:kid',
    input: z.strictObject({ kid: z.string() }),
    output: done,
  }),
  changeMasterKey: route({ method: 'POST', path: '/api/keys/rotate-master', input: nothing, output: done }),

  listJournal: route({
    method: 'GET',
    path: '/api/journal',
    input: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500),
      /** Only rows older than this one, or newer. */
      before: z.string().optional(),
      after: z.string().optional(),
      /** `sign-in.refused`, or `sign-in.*` for all of them. */
      event: z.string().optional(),
      /** An id, a user name or an e-mail address; the id also of an account that is gone. */
      user: z.string().optional(),
      client: z.string().optional(),
      grant: z.string().optional(),
      trace: z.string().optional(),
      /** At this second or later; before this second. */
      since: moment.optional(),
      until: moment.optional(),
    }),
    /** Newest first; with `after` oldest first from there on. */
    output: z.object({ rows: z.array(journalRow) }),
  }),
} as const

export type AdminRoutes = typeof adminRoutes

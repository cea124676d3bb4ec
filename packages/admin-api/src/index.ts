/** The admin API in words: one table of routes, and a client that speaks it over the local socket. */
export { AdminRefusal, AdminUnreachable } from './admin-error.ts'
export { createAdminClient, type AdminClient } from './client.ts'
export { problemStatus, type Problem, type ProblemCode } from './problem.ts'
export { parametersIn, type AdminRoute, type InputOf, type OutputOf, type ParsedInputOf } from './route.ts'
export { adminRoutes, type AdminRoutes } from './routes.ts'
export { adminSocketPath } from './socket.ts'

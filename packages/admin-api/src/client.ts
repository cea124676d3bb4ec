/** A typed client of the admin API over its Unix socket: the name of a route and its input go in, the proven answer comes out. */
import { adminRoutes, type AdminRoutes } from './routes.ts'
import { AdminRefusal, AdminUnreachable } from './admin-error.ts'
import { exchange, type Answer } from './exchange.ts'
import { problem } from './problem.ts'
import { parametersIn, type AdminRoute, type InputOf, type OutputOf } from './route.ts'

/** `admin('addUser', { name: 'alice', ... })`. Throws AdminRefusal or AdminUnreachable. */
export type AdminClient = <Name extends keyof AdminRoutes>(
  name: Name,
  input: InputOf<AdminRoutes[Name]>,
) => Promise<OutputOf<AdminRoutes[Name]>>

export const createAdminClient =
  (socketPath: string): AdminClient =>
  async <Name extends keyof AdminRoutes>(name: Name, input: InputOf<AdminRoutes[Name]>) => {
    const route: AdminRoute = adminRoutes[name]
    const answer = await exchange(socketPath, requestFor(route, input))
    return read(route, answer) as OutputOf<AdminRoutes[Name]>
  }

const requestFor = ({ method, path }: AdminRoute, input: Readonly<Record<string, unknown>>) => {
  const named = parametersIn(path)
  const target = path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(input[name])))
  const rest = Object.entries(input).filter(([name, value]) => !named.includes(name) && value !== undefined)
  if (method === 'GET') {
    const query = new URLSearchParams(Object.fromEntries(rest.map(([name, value]) => [name, String(value)]))).toString()
    return { method, target: query === '' ? target : `${target}?${query}` }
  }
  return { method, target, body: JSON.stringify(Object.fromEntries(rest)) }
}

const read = (route: AdminRoute, { status, text }: Answer): unknown => {
  const body = jsonOr(text)
  if (status === 200) {
    const output = route.output.safeParse(body)
    if (output.success) return output.data
    throw new AdminUnreachable('broken', 'the server answered in another form: are command and server of one version?')
  }
  const refusal = problem.safeParse(body)
  if (refusal.success) throw new AdminRefusal(refusal.data)
  throw new AdminUnreachable('broken', `the server answered with status ${status}`)
}

const jsonOr = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Which route of the admin API a path names, and what its parameters are. */
import { adminRoutes, type AdminRoute, type AdminRoutes } from '@gatehouse/admin-api'

export interface Found {
  readonly name: keyof AdminRoutes
  readonly route: AdminRoute
  readonly parameters: Readonly<Record<string, string>>
}

const table = Object.entries(adminRoutes).map(([name, route]) => ({ name: name as keyof AdminRoutes, route }))

/** `allowed`: the path exists, under other methods. */
export const findRoute = (method: string, path: string): Found | { readonly allowed: readonly string[] } => {
  const here = table.flatMap(({ name, route }) => {
    const parameters = match(route.path, path)
    return parameters ? [{ name, route, parameters }] : []
  })
  return here.find(({ route }) => route.method === method) ?? { allowed: here.map(({ route }) => route.method) }
}

const match = (pattern: string, path: string): Readonly<Record<string, string>> | undefined => {
  const wanted = pattern.split('/')
  const given = path.split('/')
  if (wanted.length !== given.length) return undefined
  const pairs = wanted.map((segment, at): readonly [string, string | undefined] => [segment, decoded(given[at] ?? '')])
  const fits = pairs.every(([segment, value]) => (segment.startsWith(':') ? value : segment === value))
  const named = pairs.filter(([segment]) => segment.startsWith(':'))
  return fits ? Object.fromEntries(named.map(([segment, value = '']) => [segment.slice(1), value])) : undefined
}

const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

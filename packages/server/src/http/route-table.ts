/** From the list of endpoints to the one that answers: paths in a map, some with a name for their last segment. RFC 9110 §15.5.6 */
import type { Doors } from './doors.ts'
import { isForPeople, type Endpoint } from './endpoint.ts'

export interface Place {
  /** As the table names it: `/token`, `/register/{client_id}`. */
  readonly route: string
  readonly methods: ReadonlyMap<string, Endpoint>
  /** For `Allow`: HEAD goes with GET. */
  readonly allowed: readonly string[]
  readonly cors: boolean
  /** Its errors are pages. */
  readonly isForPeople: boolean
}

/** In place of the name in `/register/{client_id}`. No path of a request has braces: a URL spells them %7B and %7D. */
const anySegment = '{}'

/** No normalisation: a trailing slash, another case or a suffix is another path. */
export const routeTable = (endpoints: readonly Endpoint[], doors: Doors): ((path: string) => Place | undefined) => {
  const pathOf = ({ path, isAtRoot }: Endpoint): string =>
    (isAtRoot ? path : doors.at(path)).replace(/\{\w+\}$/, anySegment)
  const paths = [...new Set(endpoints.map(pathOf))]
  const at = (path: string) => endpoints.filter((endpoint) => pathOf(endpoint) === path)
  const places = new Map(paths.map((path) => [path, placeOf(path, at(path))]))
  const prefixes = endpoints.filter(({ isPrefix }) => isPrefix).map(pathOf)
  return (path) => {
    const exact = places.get(path) ?? places.get(withAnySegment(path))
    if (exact) return exact
    const prefix = prefixes.find((candidate) => path.startsWith(`${candidate}/`))
    return prefix === undefined ? undefined : places.get(prefix)
  }
}

const withAnySegment = (path: string): string => path.replace(/[^/]+$/, anySegment)

/** What stands at the end of a path: for an endpoint whose path ends in a name. */
export const lastSegment = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const placeOf = (path: string, endpoints: readonly Endpoint[]): Place => {
  const methods = new Map(endpoints.map((endpoint) => [endpoint.method as string, endpoint]))
  if (methods.size < endpoints.length) throw new TypeError(`two endpoints answer one method of ${path}`)
  return {
    route: endpoints[0]?.path ?? path,
    methods,
    allowed: [...methods.keys()].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])),
    cors: endpoints.some(({ cors }) => cors),
    isForPeople: endpoints.some(isForPeople),
  }
}

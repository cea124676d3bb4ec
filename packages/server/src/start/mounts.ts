/** Guarded MCP servers in this process: registered as resources, then made with what they need of the authorization server. */
import type { Issuer, Visit } from '@gatehouse/issuer'
import type { AppFetch, Log } from '../app-needs.ts'
import type { Config } from '../config/load.ts'

/** What a composition root brings: `examples/files` does. */
export interface MountDefinition {
  readonly resource: {
    /** Where it answers on the origin of the public URL: `/mcp/files`. */
    readonly path: string
    readonly name: string
    readonly title: string
    readonly scopes: readonly MountedScope[]
    readonly defaultScopes: readonly string[]
    readonly isDefault?: boolean
  }
  readonly mount: (context: MountContext) => (request: Request) => Promise<Response>
}

export interface MountedScope {
  readonly name: string
  /** What people are asked. */
  readonly description: string
  readonly implies?: readonly string[]
  /** Never listed in public and never given by default. */
  readonly isPrivileged?: boolean
}

export interface MountContext {
  readonly issuer: string
  /** The canonical URI: the audience of its tokens. */
  readonly resource: string
  /** Reaches this authorization server, and nothing else, without a network. */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>
  readonly hasEnded: Issuer['token']['hasEnded']
  readonly dataDirectory: string
  readonly log: Log
}

/** Their canonical URIs, in the same order. */
export const registerMounts = async (
  issuer: Issuer,
  config: Config,
  { mounts, visit }: { readonly mounts: readonly MountDefinition[]; readonly visit: Visit },
): Promise<readonly string[]> => {
  const resources: string[] = []
  for (const { resource } of mounts) resources.push(await putMounted(issuer, config.publicUrl, { resource, visit }))
  return resources
}

/** One of them; its canonical URI. */
export const putMounted = async (
  issuer: Issuer,
  publicUrl: string,
  { resource, visit }: Pick<MountDefinition, 'resource'> & { readonly visit: Visit },
): Promise<string> => {
  const { path, scopes, ...rest } = resource
  const whole = scopes.map((scope) => ({ implies: [], isPrivileged: false, ...scope }))
  const { origin } = new URL(publicUrl)
  const { uri } = await issuer.resources.put({ ...rest, uri: `${origin}${path}`, scopes: whole }, visit)
  return uri
}

export const withinThisProcess =
  (publicUrl: string, app: () => AppFetch): MountContext['fetch'] =>
  async (input, init) => {
    const request = new Request(input, init)
    if (new URL(request.url).origin !== new URL(publicUrl).origin) {
      throw new TypeError(`${request.url} is not an address of this server`)
    }
    return app()(request, { address: undefined })
  }

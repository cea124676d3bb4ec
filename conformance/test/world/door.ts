/** The whole door in one process, without sockets: the authorization server of the small world, and the demo files behind the guard at the same origin. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mountFiles } from '../../../examples/files/src/mount.ts'
import { filesResource } from '../../../examples/files/src/resource.ts'
import type { FetchDocument } from '@gatehouse/issuer/ports/fetch-document'
import { epochSeconds } from '@gatehouse/protocol/time'
import { fixedClock, smallWorld, type World } from '@gatehouse/testkit'

export interface Door extends World {
  /** The path of the guarded endpoint. */
  readonly mcp: string
  /** What a person types into the client. */
  readonly resource: string
}

const issuer = 'https://gate.example'

/** `web`: the documents that clients publish. */
export const openDoor = async (web: FetchDocument): Promise<Door> => {
  const mcp = filesResource.path
  const resource = `${issuer}${mcp}`
  const mounted: { handle?: (request: Request) => Promise<Response> } = {}
  const files = {
    ...filesResource,
    uri: resource,
    scopes: [...filesResource.scopes, { ...adminScope }],
  }
  const world: World = await smallWorld({
    issuer,
    // The guard of the demo files looks at the clock of this computer.
    clock: fixedClock(epochSeconds(Math.floor(Date.now() / 1000))),
    fetchDocument: web,
    resources: [files],
    needs: {
      mounts: [
        { path: mcp, fetch: async (request) => mounted.handle?.(request) ?? new Response(null, { status: 503 }) },
      ],
    },
  })
  mounted.handle = mountFiles({
    issuer,
    resource,
    fetch: async (input, init) => world.fetch(new Request(input, init), { address: undefined }),
    hasEnded: (token) => world.issuer.token.hasEnded(token),
    dataDirectory: mkdtempSync(join(tmpdir(), 'gatehouse-door-')),
    log: world.log,
  })
  return { ...world, mcp, resource }
}

/** Some clients ask for everything that is listed: this must never be. */
const adminScope = {
  name: 'files:admin',
  description: 'Change who may use the files',
  implies: ['files:read', 'files:write'],
  isPrivileged: true,
} as const

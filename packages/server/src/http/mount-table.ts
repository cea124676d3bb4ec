/** Which guarded server in this process a path belongs to: its endpoint, everything below it, and its metadata. RFC 9728 §3.1 */
import type { Mount } from '../app-needs.ts'

const metadataRoot = '/.well-known/oauth-protected-resource'

/** By whole path segments: `/mcp/files-evil` is not below `/mcp/files`. */
export const mountTable =
  (mounts: readonly Mount[]): ((path: string) => Mount | undefined) =>
  (path) =>
    mounts.find((mount) => {
      const isBelow = path === mount.path || path.startsWith(`${mount.path}/`)
      return isBelow || path === `${metadataRoot}${mount.path}`
    })

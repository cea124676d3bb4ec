/** Resource indicators: which MCP server a token is for. RFC 8707 §2; MCP authorization, "Canonical Server URI" */

const notYet = (): never => {
  throw new Error('signature only')
}

/** The text itself, proven an absolute URI without fragment that every URL parser reads alike. Refuses with `invalid_target`. RFC 8707 §2 */
export const parseResource: (text: string) => string = notYet

/**
 * The one spelling of a resource: scheme and host in lower case, no default port, no trailing slash (none at the root either, as MCP asks:
 * `https://mcp.example.com`). Path and query stay as they are. Refuses with `invalid_target`.
 */
export const canonicalResource: (text: string) => string = notYet

/** Whether both name the same resource; `false` (never an error) if one of them is no resource at all. */
export const sameResource: (a: string, b: string) => boolean = notYet

/** Which server a path belongs to: its endpoint and what is below, and the well-known URIs that clients make of it. RFC 9728 §3.1, RFC 8414 §3.1 */

interface Ground {
  /** The root of the host speaks for a server, too: nobody else has documents there. */
  readonly isOnlyResource?: boolean
  /** The servers repeat the metadata of the authorization server. */
  readonly servesIssuerMetadata?: boolean
}

/** In front of the path of what they are about. */
const wellKnown = /^\/\.well-known\/(oauth-protected-resource|oauth-authorization-server|openid-configuration)(.*)$/

export const createFindServer =
  <Server>(table: () => ReadonlyMap<string, Server>, { isOnlyResource, servesIssuerMetadata }: Ground) =>
  (path: string): Server | undefined => {
    const [, document, subject = path] = path.startsWith('/.well-known/') ? (wellKnown.exec(path) ?? []) : []
    const isOfIssuer = document !== undefined && document !== 'oauth-protected-resource'
    if (isOfIssuer && !servesIssuerMetadata) return undefined
    const named = subject.startsWith('/mcp/') ? table().get(subject.split('/', 3)[2] ?? '') : undefined
    if (named || document === undefined || subject !== '' || !isOnlyResource) return named
    // All servers have one authorization server, but each is a resource of its own.
    return isOfIssuer || table().size === 1 ? table().values().next().value : undefined
  }

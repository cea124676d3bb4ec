/** Where metadata lives: issuer or resource in, URLs (for readers) or paths (for serving) out. RFC 8414 §3.1, RFC 9728 §3.1, OIDC Discovery §4 */

const authorizationServer = '/.well-known/oauth-authorization-server'
const openIdConfiguration = '/.well-known/openid-configuration'
const protectedResource = '/.well-known/oauth-protected-resource'

/** In the order to try: RFC 8414 inserted, OIDC inserted, OIDC appended (the last two are one for an issuer without path). */
export const authorizationServerMetadataUrls = (issuer: string): readonly string[] => {
  const { origin } = new URL(issuer)
  return authorizationServerMetadataPaths(issuer).map((path) => `${origin}${path}`)
}

/** The same as paths on the issuer's origin. */
export const authorizationServerMetadataPaths = (issuer: string): readonly string[] => {
  const path = new URL(issuer).pathname.replace(/\/$/, '')
  const inserted = [`${authorizationServer}${path}`, `${openIdConfiguration}${path}`]
  return path === '' ? inserted : [...inserted, `${path}${openIdConfiguration}`]
}

/** The well-known URI inserted between host and path of the resource. */
export const protectedResourceMetadataUrl = (resource: string): string =>
  `${new URL(resource).origin}${protectedResourceMetadataPath(resource)}`

/** The same as a path (and query, if the resource has one) on the resource's origin. */
export const protectedResourceMetadataPath = (resource: string): string => {
  const { pathname, search } = new URL(resource)
  return `${protectedResource}${pathname === '/' ? '' : pathname}${search}`
}

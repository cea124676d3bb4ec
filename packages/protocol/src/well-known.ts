/** Where metadata lives: issuer or resource in, URLs (for readers) or paths (for serving) out. RFC 8414 §3.1, RFC 9728 §3.1, OIDC Discovery §4 */

const notYet = (): never => {
  throw new Error('signature only')
}

/** In the order to try: RFC 8414 inserted, OIDC inserted, OIDC appended (the last two are one for an issuer without path). */
export const authorizationServerMetadataUrls: (issuer: string) => readonly string[] = notYet

/** The same as paths on the issuer's origin. */
export const authorizationServerMetadataPaths: (issuer: string) => readonly string[] = notYet

/** The well-known URI inserted between host and path of the resource. */
export const protectedResourceMetadataUrl: (resource: string) => string = notYet

/** The same as a path (and query, if the resource has one) on the resource's origin. */
export const protectedResourceMetadataPath: (resource: string) => string = notYet

/** Client credentials in `Authorization: Basic`: both halves are form-encoded first. RFC 6749 §2.3.1, RFC 7617 */

const notYet = (): never => {
  throw new Error('signature only')
}

export interface BasicCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** Reads the whole header value. Anything but canonical Base64 of form-encoded `id:secret` is `invalid_client`. */
export const parseBasicCredentials: (header: string) => BasicCredentials = notYet

export const formatBasicCredentials: (credentials: BasicCredentials) => string = notYet

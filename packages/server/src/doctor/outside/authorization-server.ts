/** An authorization server as it was met: what it calls itself, and what it says of itself. RFC 8414 §2 */
export interface AuthorizationServer {
  readonly issuer: string
  readonly metadata: Readonly<Record<string, unknown>>
}

export const textOf = ({ metadata }: AuthorizationServer, member: string): string | undefined => {
  const value = metadata[member]
  return typeof value === 'string' && URL.canParse(value) ? value : undefined
}

export const listOf = ({ metadata }: AuthorizationServer, member: string): readonly string[] | undefined => {
  const value = metadata[member]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined
}

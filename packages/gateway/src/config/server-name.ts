/** Names of servers: they stand in URLs (`/mcp/<name>`) and in scopes (`<name>:read`), so they are short and plain; and how one is made out of a longer word. */
export const namePattern = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/
export const nameRule = 'must be 1 to 32 small letters, digits and dashes'

/** The nearest thing to it that is a name; '' if there is none. */
export const plainName = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 32)
    .replace(/^-+|-+$/g, '')

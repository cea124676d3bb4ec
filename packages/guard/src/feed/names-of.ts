/** The names by which the feed knows a token and its grant: hashed once a token, however often it comes. */
import { sha256 } from '#digest'

type Names = readonly string[]

/** A verified token, as far as it has names. */
interface Named {
  readonly jti: string | undefined
  readonly caller: { readonly grantId?: string }
}

const hashed = new WeakMap<Named, Names>()

/** At once where the digest is, and for every token that came before. */
export const namesOf = (token: Named): Names | Promise<Names> => {
  const known = hashed.get(token)
  if (known) return known
  const hashes = [token.jti, token.caller.grantId].filter((name) => name !== undefined).map((name) => sha256(name))
  const names = hashes.filter((hash) => typeof hash === 'string')
  if (names.length < hashes.length) return Promise.all(hashes.map(async (hash) => hash)).then(remember(token))
  return remember(token)(names)
}

const remember =
  (token: Named) =>
  (names: Names): Names => {
    hashed.set(token, names)
    return names
  }

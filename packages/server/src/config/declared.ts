/** MCP servers and clients that the configuration declares: their form in a file. */
import { z } from 'zod'
import { tones } from '../pages/brand/palette.ts'
import { duration } from './kinds.ts'

const words = z.string('must be text').regex(/\S/, 'is empty')

const declaredScope = z.strictObject({
  name: words,
  /** What people read when they are asked. */
  description: words,
  /** Scopes of the same server that this one includes. */
  implies: z.array(words).default([]),
  /** Never listed in public and never given by default. */
  privileged: z.boolean().default(false),
})

export const declaredServer = z.strictObject({
  /** Short, unique: `notes`. */
  name: words,
  /** The URL that clients use; exactly this becomes the audience of a token. */
  url: words,
  title: words.optional(),
  scopes: z.array(declaredScope).min(1, 'needs at least one scope'),
  defaultScopes: z.array(words).optional(),
  accessTokenLifetime: duration('5m', '24h').schema.optional(),
  /** `jwt`: its guard checks tokens by itself; `opaque`: it asks us by introspection. */
  accessTokenFormat: z.enum(['jwt', 'opaque'], 'must be jwt or opaque').optional(),
  listed: z.boolean().default(true),
  default: z.boolean().default(false),
})

export const declaredClient = z.strictObject({
  id: words,
  name: words,
  redirectUris: z.array(words).min(1, 'needs at least one redirect URI'),
  /** Where a browser may go on after the client has sent the person to sign out. */
  postLogoutRedirectUris: z.array(words).default([]),
  /** An operator's own program: consent may be silent. */
  firstParty: z.boolean().default(false),
})

export const declaredKnownClient = z.strictObject({
  name: words,
  /** The URLs of its documents; `*` stands for one step of a path. */
  clientIds: z.array(words).min(1, 'needs at least one client id'),
  redirectUris: z.array(words).default([]),
  /** Its name may be shown as verified where the answer goes to one of its https redirect URIs. */
  vouched: z.boolean().default(false),
  /** The sign beside that name: a letter on a colour of the house. */
  monogram: z
    .strictObject({
      letter: z.string().regex(/^[\p{L}\p{N}]$/u, 'must be one letter'),
      tone: z.enum(tones, `must be one of ${tones.join(', ')}`),
    })
    .optional(),
})

export type DeclaredServer = Readonly<z.output<typeof declaredServer>>
export type DeclaredKnownClient = Readonly<z.output<typeof declaredKnownClient>>
export type DeclaredClient = Readonly<z.output<typeof declaredClient>>

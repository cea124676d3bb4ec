/** Redirect URIs: what may be registered, what matches, and where an answer would go. RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §4.1.3 */

const notYet = (): never => {
  throw new Error('signature only')
}

export type RedirectUriKind = 'https' | 'loopback' | 'private-use'

/** `dangerous`: nobody honest sends it, the whole registration is refused. `unacceptable`: this one URI is left out. */
export interface RefusedRedirectUri {
  readonly refused: 'dangerous' | 'unacceptable'
  /** In words, for the caller. */
  readonly reason: string
}

export interface RedirectUriOptions {
  /** Schemes without a dot that native apps may use, without colon: `cursor`, `vscode`. */
  readonly privateUseSchemes: readonly string[]
}

/** What kind of redirect URI this is, or why it may not be registered. Every door through which a URI can enter asks here. */
export const classifyRedirectUri: (
  uri: string,
  options: RedirectUriOptions,
) => { readonly kind: RedirectUriKind } | RefusedRedirectUri = notYet

/** Byte for byte; only for registered loopback forms the port is free and an empty path equals `/`. RFC 8252 §7.3 */
export const matchesRedirectUri: (registered: string, presented: string) => boolean = notYet

/** Where an answer to this (registered) URI goes, for the consent page: host as A-label, `this computer`, or the app's scheme. */
export const redirectUriPlace: (uri: string) => { readonly kind: RedirectUriKind; readonly display: string } = notYet

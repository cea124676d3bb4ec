/** Proof Key for Code Exchange: the grammar of verifier and challenge, S256 only. RFC 7636 §4 */

/** Exactly 43 base64url characters, the last one canonical: SHA-256 leaves it two unused bits, which are zero. RFC 7636 §4.2 */
export const isCodeChallenge = (text: string): boolean => /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text)

/** 43 to 128 unreserved characters. RFC 7636 §4.1 */
export const isCodeVerifier = (text: string): boolean => /^[A-Za-z0-9\-._~]{43,128}$/.test(text)

/** The S256 challenge. `sha256` hashes the ASCII text and hands back base64url without padding. RFC 7636 §4.6 */
export const codeChallengeOf = (verifier: string, sha256: (text: string) => string): string => sha256(verifier)

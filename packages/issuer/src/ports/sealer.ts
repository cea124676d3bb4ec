/** Encryption of stored answers under a secret that only their rightful reader presents. AES-256-GCM, key by HKDF-SHA-256. */
export interface Sealer {
  /** `context` is bound as associated data: what was sealed for one row does not open on another. */
  seal(secret: string, text: string, context: string): string
  /** undefined when the secret, the context or the text is not the one that was sealed. */
  open(secret: string, sealed: string, context: string): string | undefined
}

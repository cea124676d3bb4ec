/** Slow hashes of what people choose (Argon2id), off the event loop, with a bounded queue. */
export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** Takes as long for `undefined` (no such person, no password) as for a wrong password. */
  verify(hash: string | undefined, password: string): Promise<boolean>
}

/** What has ended before its time: asked on every call, whatever the caches hold. RFC 7009 */

export interface Revocation {
  /**
   * Whether this token, or the grant it belongs to, has ended. Anything but a clear `false` keeps the caller out:
   * `true` is a 401, an exception or any other value a 503.
   */
  hasEnded(token: { readonly grantId?: string; readonly jti: string }): boolean | Promise<boolean>
}

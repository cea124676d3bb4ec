/** Where to go after a sign-in that no app asked for: a list, because every pattern has been fooled. RFC 9700 §4.11 */
const places: readonly string[] = ['/account', '/account/apps', '/account/password']

/** Anything that is not on the list is the start page. */
export const returnTo = (text: string | undefined): string => (text !== undefined && places.includes(text) ? text : '/')

/** SHA-256 of a text, base64url, where only WebCrypto is at hand: what stands in memory instead of a token. FIPS 180-4 */
const encoder = new TextEncoder()

export const sha256 = async (text: string): Promise<string> => {
  const hash = await crypto.subtle.digest('SHA-256', encoder.encode(text))
  const base64 = btoa(String.fromCharCode(...new Uint8Array(hash)))
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Two questions that a browser asks for a script of another origin. Fetch §3.3 */
import { someOrigin, type Ask } from './ask.ts'

const sent = 'authorization, content-type, mcp-protocol-version'

/** May it read the answer to this GET? */
export const letsScriptsRead = async (ask: Ask, url: string): Promise<boolean> => {
  const { headers } = await ask(url, { headers: { origin: someOrigin } })
  return isOpen(headers)
}

/** May it send this at all, with a token and JSON? */
export const letsScriptsAsk = async (
  ask: Ask,
  { url, method }: { readonly url: string; readonly method: string },
): Promise<boolean> => {
  const { status, headers } = await ask(url, {
    method: 'OPTIONS',
    headers: {
      origin: someOrigin,
      'access-control-request-method': method,
      'access-control-request-headers': sent,
    },
  })
  const allowed = (headers.get('access-control-allow-headers') ?? '').toLowerCase().split(/\s*,\s*/)
  // A star does not stand for Authorization.
  const hasHeaders = sent
    .split(', ')
    .every((name) => allowed.includes(name) || (name !== 'authorization' && allowed.includes('*')))
  return status >= 200 && status < 300 && isOpen(headers) && hasHeaders
}

const isOpen = (headers: ReadonlyMap<string, string>): boolean =>
  ['*', someOrigin].includes(headers.get('access-control-allow-origin') ?? '')

/** The files that pages refer to, named by their content; and the icon where browsers look for one unasked. */
import type { Asset } from '../pages/brand/brand.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type PublicEndpoint } from '../http/endpoint.ts'

export const assets = ({ brand }: Doors): readonly PublicEndpoint[] => {
  const icon = brand.assets.find(({ path }) => path === brand.iconPath)
  const files = brand.assets.map((asset) => file(asset.path, asset.body, asset.headers))
  if (!icon) return files
  return [...files, file('/favicon.ico', icon.body, { ...icon.headers, 'Cache-Control': 'public, max-age=86400' })]
}

const file = (path: string, body: Asset['body'], headers: Asset['headers']): PublicEndpoint => ({
  role: 'public',
  method: 'GET',
  path,
  isAtRoot: true,
  cache: 'public',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: false,
  handle: async () => new Response(new Uint8Array(body), { headers }),
})

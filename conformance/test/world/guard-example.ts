/** The guard as it stands before the SDK's example server: everything of it that touches a message is switched on. */
import { protect } from '@gatehouse/guard/express'

export interface ExampleGuard {
  readonly resource: string
  readonly issuer: string
}

export const scope = 'example:use example:tools'

export const guardExample = ({ resource, issuer }: ExampleGuard) =>
  protect({
    resource,
    issuer,
    scopes: ['example:use'],
    tools: { '*': ['example:tools'] },
    filterTools: true,
  })

/** Everybody who takes part, in the order of the table. */
import { betterAuth } from './better-auth.ts'
import type { Contestant } from './contestant.ts'
import { floor } from './floor.ts'
import { gatehouse } from './gatehouse.ts'
import { oidcProvider } from './oidc-provider.ts'

export const contestants: readonly Contestant[] = [
  gatehouse('normal'),
  gatehouse('full'),
  floor('normal'),
  floor('full'),
  oidcProvider(),
  betterAuth(),
]

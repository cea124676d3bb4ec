/** How an authorization server elsewhere is told of a protected server: the command for a Gatehouse, ready to paste. */
import type { GatewayNeeds } from '@gatehouse/gateway'
import { quoted } from '../start/snippets.ts'

type Registered = Parameters<GatewayNeeds['register']>[0]

export const registrationWords = ({ name, title, scopes, defaultScopes }: Registered, uri: string): string => {
  const lines = [
    `gatehouse servers add ${name} ${quoted(uri)} --title ${quoted(title)}`,
    ...scopes.map((scope) => `--scope ${quoted(`${scope.name}=${scope.description}`)}`),
    ...scopes.flatMap((scope) => scope.implies.map((lesser) => `--implies ${quoted(`${scope.name}=${lesser}`)}`)),
    ...scopes.filter(({ isPrivileged }) => isPrivileged).map((scope) => `--privileged ${scope.name}`),
    ...defaultScopes.map((scope) => `--default-scope ${scope}`),
  ]
  return `  ${lines.join(' \\\n    ')}\n`
}

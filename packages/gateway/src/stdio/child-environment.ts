/** What a child sees of an environment: a few harmless names of ours, and what its operator declares for it. Everything else stays here. S16 */
import type { Environment } from './child.ts'

/**
 * What programs need to find themselves, their language, their temporary folder and the way out: paths, words and addresses. Nothing by
 * which one reaches other programs (agents, displays, sockets), nothing that says how this process was started.
 */
const harmless =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TERM|TZ|TMPDIR|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|NO_PROXY|no_proxy)$/
/** Addresses: `npx` and `uvx` fetch the program through them. One that carries a name or a password is a secret of ours. */
const addresses = /^(?:HTTPS?_PROXY|https?_proxy|ALL_PROXY|all_proxy|npm_config_registry)$/

/** By these a program runs other code than what it is named for. */
const refused = /^(?:NODE_OPTIONS|BASH_ENV|PERL5OPT|RUBYOPT|JAVA_TOOL_OPTIONS|LD_.*|DYLD_.*)$/i
const ownPrefix = /^GATEHOUSE_/i

/** Why a declared variable cannot be handed to a child, in words for its operator; `undefined`: it can. */
export const whyRefused = (name: string, value: string): string | undefined => {
  if (refused.test(name))
    return `the variable ${name} is never handed to a child: it would change which code runs there`
  if (ownPrefix.test(name)) return `the variable ${name} is never handed to a child: it is Gatehouse's own`
  if (name === '' || /[=\0]/.test(name)) return `${JSON.stringify(name)} is no name of a variable`
  return value.includes('\0') ? `the value of the variable ${name} has a NUL character` : undefined
}

export const childEnvironment = (ours: Environment, declared: Readonly<Record<string, string>>): Environment => {
  const inherited = Object.entries(ours).filter(
    ([name, value]) => value !== undefined && (harmless.test(name) || (addresses.test(name) && !value.includes('@'))),
  )
  return { ...Object.fromEntries(inherited), ...declared }
}

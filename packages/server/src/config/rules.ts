/** What no option can see alone: values that contradict each other, and danger that must be spelled. */
import { isIP } from 'node:net'
import type { ConfigProblem } from './config-error.ts'
import type { Config } from './load.ts'

/** `sourceOf` says where an option got its value. */
export const contradictions = (config: Config, sourceOf: (key: string) => string): readonly ConfigProblem[] => {
  const problem = (key: string, reason: string, cure: string): ConfigProblem => ({
    key,
    source: sourceOf(key),
    reason,
    cure,
  })
  const findings = [urlProblems, tlsProblems, exposureProblems, pairProblems].flatMap((find) => find(config))
  return findings.map(([key, reason, cure]) => problem(key, reason, cure))
}

type Finding = readonly [key: string, reason: string, cure: string]

const urlProblems = ({ publicUrl, insecureAllowHttp }: Config): readonly Finding[] => {
  if (!URL.canParse(publicUrl))
    return [['publicUrl', `${publicUrl} is no URL`, 'Write for example https://auth.example.com']]
  const { protocol, hostname, href, search, hash, username, password } = new URL(publicUrl)
  const findings: Finding[] = []
  if (search !== '' || hash !== '' || /[?#]/.test(publicUrl)) {
    findings.push(['publicUrl', 'an issuer has no query and no fragment (RFC 8414 §2)', 'End the URL before ? and #'])
  } else if (username !== '' || password !== '') {
    findings.push(['publicUrl', 'it names a user before the host', 'Leave out everything between // and @'])
  } else if (href !== publicUrl && href !== `${publicUrl}/`) {
    // Clients compare it byte for byte with what their URL parsers make of it.
    findings.push(['publicUrl', `${publicUrl} is not how URL parsers spell it`, `Write ${href.replace(/\/$/, '')}`])
  }
  if (protocol === 'http:' && !isLoopback(hostname) && !insecureAllowHttp) {
    findings.push([
      'publicUrl',
      'over http beyond this computer, passwords and tokens travel in the clear',
      `Write https://${hostname} and let a proxy speak TLS, or set insecureAllowHttp`,
    ])
  }
  return findings
}

/** Wider than this computer: somebody must speak TLS in front of us, or the operator says that nobody does. */
const exposureProblems = ({ host, publicUrl, trustedProxies, insecureAllowHttp }: Config): readonly Finding[] => {
  if (isLoopback(host) || insecureAllowHttp || publicUrl.startsWith('https:') || trustedProxies.length > 0) return []
  return [
    [
      'host',
      `${host} can be reached from other computers, and the public URL is not https`,
      'Set publicUrl to the https URL of your proxy, or host to localhost, or insecureAllowHttp to true',
    ],
  ]
}

const tlsProblems = ({ tls: { cert, key }, publicUrl }: Config): readonly Finding[] => {
  if ((cert === undefined) !== (key === undefined)) {
    const [given, missing] = cert === undefined ? ['key', 'cert'] : ['cert', 'key']
    const reason = `a certificate and its key come together, and tls.${missing} is missing`
    return [[`tls.${given}`, reason, `Set tls.${missing}, too, or neither`]]
  }
  if (cert === undefined || !publicUrl.startsWith('http:')) return []
  const reason = 'this server speaks https itself (tls), and its public URL says http'
  return [['publicUrl', reason, `Write ${publicUrl.replace(/^http:/, 'https:')}, or leave out tls`]]
}

const pairProblems = ({ bootstrap, lifetimes, masterKey, previousMasterKey }: Config): readonly Finding[] => {
  const findings: Finding[] = []
  if ((bootstrap.user === undefined) !== (bootstrap.password === undefined)) {
    const [given, missing] = bootstrap.user === undefined ? ['password', 'user'] : ['user', 'password']
    const reason = `name and password of the first account come together, and bootstrap.${missing} is missing`
    findings.push([`bootstrap.${given}`, reason, `Set GATEHOUSE_BOOTSTRAP_${missing.toUpperCase()}`])
  }
  if (previousMasterKey !== undefined && masterKey === undefined) {
    const reason = 'there is a previous master key, and none that follows it'
    findings.push(['previousMasterKey', reason, 'Set GATEHOUSE_MASTER_KEY to the new one'])
  }
  for (const [idle, absolute] of [
    ['refreshIdle', 'refreshAbsolute'],
    ['sessionIdle', 'sessionAbsolute'],
  ] as const) {
    if (lifetimes[idle] <= lifetimes[absolute]) continue
    findings.push([
      `lifetimes.${idle}`,
      `it is longer than lifetimes.${absolute}`,
      'Make it shorter, or the other longer',
    ])
  }
  return findings
}

/** As a URL or an option writes it: `localhost`, `127.0.0.1`, `[::1]`, `::1`. */
const isLoopback = (host: string): boolean => {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (isIP(bare) === 4) return bare.startsWith('127.')
  return bare === '::1' || bare === 'localhost' || bare.endsWith('.localhost')
}

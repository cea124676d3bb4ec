import { expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { loadConfig, type Config } from './load.ts'

const load = (environment: Readonly<Record<string, string>>): Config =>
  loadConfig({ environment, workingDirectory: '/work' })

const problemsOf = (environment: Readonly<Record<string, string>>): readonly string[] => {
  try {
    load(environment)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ key, reason }) => `${key}: ${reason}`)
  }
}

it('without a word: public hosts only, the usual authorities, no proxy', () => {
  const { clientDocuments, egress } = load({ HTTPS_PROXY: 'http://proxy.example:3128' })
  expect(clientDocuments).toMatchObject({ privateHosts: [], privateCa: undefined })
  expect(egress).toEqual({ proxy: undefined })
})

it('takes names of hosts of the own network, with a port or without, and neither addresses nor patterns', () => {
  const hosts = (said: string) => ({ GATEHOUSE_CLIENT_DOCUMENTS_PRIVATE_HOSTS: said })
  expect(load(hosts('intranet, apps.corp.example:8443, 7.example')).clientDocuments.privateHosts).toHaveLength(3)
  const bad = '10.0.0.1 10.0.0.1:443 [::1] *.corp.example https://a.example a.example/ a.example: a.example:0 A.example'
  const taken = bad.split(' ').filter((host) => problemsOf(hosts(host)).length === 0)
  expect(taken).toEqual([])
})

it('takes a proxy with user and password, and quotes neither when something is wrong with it', () => {
  const proxy = (said: string) => ({ GATEHOUSE_EGRESS_PROXY: said })
  const good = ['http://proxy.example:3128', 'https://me:p%40ss@[fd00::1]:8080/', 'http://10.0.0.1']
  expect(good.map((said) => load(proxy(said)).egress.proxy)).toEqual(good)
  const bad = [
    'proxy.example:3128',
    'socks5://me:secret@proxy.example',
    'http://me:%zz@proxy.example',
    'http://a.example/b',
  ]
  for (const said of bad) {
    expect(problemsOf(proxy(said))).toEqual([
      'egress.proxy: the value is no proxy: write http://proxy.example.com:3128',
    ])
  }
})

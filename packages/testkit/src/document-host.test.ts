import { request, type RequestOptions } from 'node:https'
import { afterEach, expect, it } from 'vitest'
import { createAuthority } from './certificates.ts'
import { documentHost, type DocumentHost, type DocumentHostOptions } from './document-host.ts'

const hosts: DocumentHost[] = []

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close()
})

const open = async (options?: DocumentHostOptions): Promise<DocumentHost> => {
  const host = await documentHost(options)
  hosts.push(host)
  return host
}

const get = (url: string, options: RequestOptions = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const visit = request(url, { agent: false, ...options }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve(text))
    })
    visit.on('error', reject).end()
  })

it('serves a client under its own URL, to whoever trusts its authority', async () => {
  const host = await open()
  const url = host.serveClient('/client.json', { client_name: 'Notes' })
  const ca = host.authority.certificate
  expect(JSON.parse(await get(url, { ca }))).toEqual({ client_id: url, client_name: 'Notes' })
  expect(host.visits).toMatchObject([{ method: 'GET', path: '/client.json', servername: 'localhost' }])
  await expect(get(url)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })
  expect(host.connections()).toBe(2)
})

it('can show an expired certificate, one for another name, one of another authority', async () => {
  const authority = createAuthority()
  const ca = authority.certificate
  const expired = authority.issue({ names: ['localhost'], until: new Date(Date.now() - 1000) })
  const foreign = createAuthority().issue({ names: ['localhost'] })
  const shown = async (options: DocumentHostOptions) => get((await open(options)).serve('/', 1), { ca })
  await expect(shown({ identity: expired })).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' })
  await expect(shown({ identity: foreign })).rejects.toThrow(/certificate/)
  const other = authority.issue({ names: ['other.example'] })
  await expect(shown({ identity: other })).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
})

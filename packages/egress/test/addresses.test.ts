/** Where a stranger may send us: looked up once, checked whole, and connected to nothing else. */
import { expect, it } from 'vitest'
import { ample, useWeb, wishFor } from './web.ts'

const web = useWeb()

it('fetches a document of the public web', async () => {
  const host = await web.host('app.example')
  host.serveClient('/client', { client_name: 'Notes' })
  const answer = await web.door()(wishFor(host.url('/client')))
  expect(answer).toMatchObject({ outcome: 'fetched', text: expect.stringContaining('"client_name":"Notes"') })
  expect(web.connections.asked).toEqual([`${host.address}:443`])
  const [visit] = host.visits
  expect(visit).toMatchObject({ method: 'GET', path: '/client', servername: 'app.example' })
  expect(visit?.headers).toEqual({
    host: 'app.example',
    connection: 'close',
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'Gatehouse (OAuth client metadata)',
  })
})

const special4 = `0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.1 192.168.0.1 198.18.0.1
  224.0.0.1 240.0.0.1 255.255.255.255`.split(/\s+/)
const special6 = `:: ::1 fe80::1 fc00::1 fd00:ec2::254 ff02::1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::7f00:1 ::ffff:0:7f00:1
  64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2001::1 2606:4700::5efe:7f00:1 fe80::1%lo`.split(/\s+/)

/** Nothing was connected to, and each report names this reason. */
const expectNoConnection = (reason: RegExp): void => {
  expect(web.connections.asked).toEqual([])
  expect(web.reports.filter((report) => !reason.test(report))).toEqual([])
}

for (const [id, addresses] of [
  ['H8', special4],
  ['H9', special6],
] as const) {
  it(`${id}: connects to nothing when a name has a special-use address`, async () => {
    const door = web.door({ limits: ample })
    const answers = addresses.map((address, index) => {
      web.name(`n${index}.example`, [address])
      return door(wishFor(`https://n${index}.example/client`))
    })
    for (const answer of await Promise.all(answers)) expect(answer.outcome).toBe('failed')
    expect(web.reports).toHaveLength(addresses.length)
    expectNoConnection(/^address: n\d+\.example is /)
  })
}

it('H8: does not even look up an address in place of a name, however it is spelled, nor a name of this network', async () => {
  const door = web.door({ limits: ample })
  const places = `127.0.0.1 127.1 2130706433 0x7f.1 0177.0.0.1 127.0.0.1. 8.8.8.8 [::1] [::ffff:127.0.0.1]
    [2606:4700::1] localhost a.localhost printer.local x.internal intranet app.example.`.split(/\s+/)
  const answers = await Promise.all(places.map((place) => door(wishFor(`https://${place}/client`))))
  expect(answers.filter(({ outcome }) => outcome !== 'failed')).toEqual([])
  expect(web.lookups).toEqual([])
  expectNoConnection(/^name: /)
})

it('H10: looks a name up once and connects to what it checked, though the next answer would be private', async () => {
  const host = await web.host('rebinding.example')
  web.name('rebinding.example', [host.address], ['127.0.0.1'])
  host.serveClient('/client')
  expect(await web.door()(wishFor(host.url('/client')))).toMatchObject({ outcome: 'fetched' })
  expect(web.lookups).toEqual(['rebinding.example'])
  expect(web.connections.asked).toEqual([`${host.address}:443`])
  expect(host.visits).toMatchObject([{ servername: 'rebinding.example', headers: { host: 'rebinding.example' } }])
})

it('H10: refuses a whole answer with one private address in it, first or last', async () => {
  const door = web.door()
  web.name('first.example', ['10.0.0.1', '8.8.4.4'])
  web.name('last.example', ['8.8.4.4', '2606:4700::1', '::1'])
  for (const name of ['first', 'last']) {
    expect(await door(wishFor(`https://${name}.example/client`))).toMatchObject({ outcome: 'failed' })
  }
  expectNoConnection(/^address: /)
})

it('H10: goes on to another checked address when the first does not answer, and to no other', async () => {
  const host = await web.host('two.example')
  host.serveClient('/client')
  web.name('two.example', ['8.8.4.99', host.address])
  web.connections.lead('8.8.4.99:443', 1)
  expect(await web.door()(wishFor(host.url('/client')))).toMatchObject({ outcome: 'fetched' })
  expect(web.connections.asked).toEqual(['8.8.4.99:443', `${host.address}:443`])
})

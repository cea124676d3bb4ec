/** The table of servers, replaced while requests are under way. */
import { tmpdir } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { overHttp, overStdio } from './definitions.ts'
import { type GatewayWorld, openGatewayWorld } from './gateway-world.ts'

let world: GatewayWorld | undefined
afterEach(() => world?.close())

const nobody = 'http://127.0.0.1:9/mcp'
const notes = overHttp('notes', nobody)
const mail = overHttp('mail', nobody)

const statusOf = async (name: string): Promise<number> =>
  (await fetch(`${world?.origin}/mcp/${name}`, { method: 'POST', body: '{}' })).status

describe('a new table', () => {
  it('leaves what did not change as it is, opens what is new, and ends what is gone', async () => {
    const opened = await openGatewayWorld(() => [notes, mail])
    world = opened
    const [before] = opened.gateway.servers()
    await opened.gateway.apply([structuredClone(notes), overHttp('files', nobody)])
    expect(opened.gateway.servers().map(({ definition: { name } }) => name)).toEqual(['notes', 'files'])
    expect(opened.gateway.servers()[0]).toBe(before)
    expect([await statusOf('notes'), await statusOf('files'), await statusOf('mail')]).toEqual([401, 401, 404])
  })

  it('is taken whole or not at all, and the next one is none the worse for it', async () => {
    const opened = await openGatewayWorld(() => [notes], {
      async register({ path }) {
        if (path === '/mcp/bad') throw new Error('this name is taken')
        return `http://localhost${path}`
      },
    })
    world = opened
    const [before] = opened.gateway.servers()
    await expect(opened.gateway.apply([mail, overHttp('bad', nobody)])).rejects.toThrow('this name is taken')
    expect(opened.gateway.servers()).toEqual([before])
    expect([await statusOf('notes'), await statusOf('mail')]).toEqual([401, 404])
    await opened.gateway.apply([mail])
    expect([await statusOf('notes'), await statusOf('mail')]).toEqual([404, 401])
  })

  it('INV5: tells of a program that is led to the keys of this installation', async () => {
    const opened = await openGatewayWorld(() => [overStdio('files', ['no-such-program', '-y', tmpdir()])])
    world = opened
    const told = opened.lines.filter(({ event }) => event === 'gateway.keys-within-reach')
    expect(told).toMatchObject([
      { level: 'warn', facts: { server: 'files', reason: expect.stringContaining(`${tmpdir()} leads to`) } },
    ])
  })

  it('follows the one before: of two at once the later one holds', async () => {
    const opened = await openGatewayWorld(() => [])
    world = opened
    await Promise.all([opened.gateway.apply([notes, mail]), opened.gateway.apply([mail])])
    expect(opened.gateway.servers().map(({ definition: { name } }) => name)).toEqual(['mail'])
  })
})

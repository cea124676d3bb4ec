/** The suite, part ten: lists of tools show each caller what they may call, in whatever form the server answers. */
import { describe, expect, it } from 'vitest'
import type { GuardOptions } from '../../src/index.ts'
import type { Adapter, Wishes } from './adapter.ts'
import { worldsOn } from './world.ts'

const listing = { jsonrpc: '2.0', id: 5, method: 'tools/list', params: {} }
const rules: Partial<GuardOptions> = {
  filterTools: true,
  tools: {
    write_note: ['notes:write'],
    wipe: { scopes: ['notes:admin'], arguments: [{ argument: 'all', when: { equals: true }, scopes: ['notes:all'] }] },
    read_file: { arguments: [{ argument: 'path', unless: { startsWith: 'public/' }, scopes: ['notes:private'] }] },
  },
  implies: { 'notes:admin': ['notes:write'] },
}
const always = ['whoami', 'search', 'read_note', 'read_file']

export const proveToolLists = (adapter: Adapter): void => {
  const openWorld = worldsOn(adapter)
  const open = async (options: Partial<GuardOptions>, wishes: Wishes) => {
    const world = await openWorld({ ...rules, ...options }, wishes)
    const list = async (scope?: string, message: unknown = listing): Promise<unknown> => {
      const authorization = scope === undefined ? {} : { authorization: `Bearer ${await world.token({ scope })}` }
      return await world.ask(message, authorization)
    }
    return { ...world, list }
  }

  describe.each(['json', 'stream'] as const)('a filtered list, answered as %s', (answers) => {
    it('holds what the caller may call, and nothing else', async () => {
      const { list } = await open({}, { answers })
      expect(namesIn(await list('notes:read'))).toEqual(always)
      expect(namesIn(await list('notes:read notes:write'))).toEqual([...always, 'write_note'])
      expect(namesIn(await list('notes:read notes:admin'))).toEqual([...always, 'write_note', 'wipe'])
      expect(namesIn(await list('notes:read notes:private'))).toEqual(always)
    })

    it('of somebody unknown holds the open tools alone', async () => {
      const { list } = await open({ anonymousTools: ['search'] }, { answers })
      expect(namesIn(await list())).toEqual(['search'])
      expect(namesIn(await list('profile'))).toEqual(['search'])
      expect(namesIn(await list('notes:read'))).toEqual(always)
    })

    it('where nobody has to be known holds what needs no scope', async () => {
      const { list } = await open({ mode: 'optional' }, { answers })
      expect(namesIn(await list())).toEqual(always)
    })

    it('is whole where nobody asked for a filter', async () => {
      const { list } = await open({ filterTools: false }, { answers })
      expect(namesIn(await list('notes:read'))).toHaveLength(always.length + 2)
    })

    it('leaves every other answer as it is', async () => {
      const { list } = await open({}, { answers })
      const calling = { jsonrpc: '2.0', id: 6, method: 'tools/call', params: { name: 'whoami', arguments: {} } }
      expect(await list('notes:read', calling)).toMatchObject({ id: 6, result: { content: [{ text: 'usr_alice' }] } })
    })
  })
}

/** In the order of the rules, whatever the server's is. */
const namesIn = (answer: unknown): readonly string[] => {
  const { result } = answer as { result: { tools: readonly { readonly name: string }[] } }
  const order = [...always, 'write_note', 'wipe']
  return result.tools.map(({ name }) => name).toSorted((one, other) => order.indexOf(one) - order.indexOf(other))
}

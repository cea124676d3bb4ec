/** The promises of the port `journal`. */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anId, later } from './examples.ts'
import { race, isRefused } from './stories.ts'

export const proveJournal = (fresh: () => Store): void => {
  describe('journal', () => {
    it('keeps rows exactly, the sparse and the full', async () => {
      const store = fresh()
      const full = aJournalRow({ userId: anId('usr'), clientId: anId('cli'), grantId: anId('grt') })
      const { traceId: _, source: __, detail: ___, ...sparse } = aJournalRow()
      await store.journal.append([full, sparse])
      expect(await store.journal.list({ limit: 10 })).toEqual([sparse, full])
    })

    it('turns its pages newest first, without a gap or a repetition while rows are added', async () => {
      const store = fresh()
      const rows = Array.from({ length: 25 }, () => aJournalRow())
      await store.journal.append(rows)
      const seen: string[] = []
      for (let page = await store.journal.list({ limit: 10 }); page.length > 0;) {
        seen.push(...page.map((row) => row.id))
        await store.journal.append([aJournalRow()])
        page = await store.journal.list({ limit: 10, before: page.at(-1)?.id ?? '' })
      }
      expect(seen).toEqual(rows.map((row) => row.id).toReversed())
    })

    it('follows: oldest first from a row on, without a gap', async () => {
      const store = fresh()
      const rows = Array.from({ length: 25 }, () => aJournalRow())
      await store.journal.append(rows.slice(0, 10))
      const seen: string[] = [rows[4]?.id ?? '']
      for (
        let page = await store.journal.list({ limit: 3, after: seen.at(-1) });
        page.length > 0 && seen.length < 99;
      ) {
        if (seen.length === 4) await store.journal.append(rows.slice(10))
        seen.push(...page.map((row) => row.id))
        page = await store.journal.list({ limit: 3, after: seen.at(-1) })
      }
      expect(seen).toEqual(rows.slice(4).map((row) => row.id))
      const [from, to] = [rows[4]?.id, rows[7]?.id]
      expect(await store.journal.list({ limit: 9, after: from, before: to })).toEqual(rows.slice(5, 7))
    })

    it('finds by person, client, grant and request, exactly', async () => {
      const store = fresh()
      const facts = { userId: anId('usr'), clientId: anId('cli'), grantId: anId('grt'), traceId: 'trace 9' }
      const whole = aJournalRow(facts)
      const { traceId: _, ...bare } = aJournalRow()
      const parts = Object.entries(facts).map(([name, value]) => ({ ...bare, id: anId('jrn'), [name]: value }))
      await store.journal.append([whole, bare, ...parts])
      for (const [index, [name, value]] of Object.entries(facts).entries()) {
        expect(await store.journal.list({ limit: 9, [name]: value })).toEqual([parts[index], whole])
        expect(await store.journal.list({ limit: 9, [name]: `${value} ` })).toEqual([])
      }
      expect(await store.journal.list({ limit: 9, ...facts })).toEqual([whole])
      expect(await store.journal.list({ limit: 1, userId: facts.userId })).toEqual([parts[0]])
    })

    it('finds by event, and by all events of a noun', async () => {
      const store = fresh()
      const names = [
        'sign-in.refused',
        'sign-in.done',
        'sign-in',
        'sign-in/x',
        'sign-inx.done',
        'Sign-in.done',
        'sign.in',
      ]
      await store.journal.append(names.map((event) => aJournalRow({ event })))
      const found = async (event: string) => (await store.journal.list({ limit: 99, event })).map((row) => row.event)
      expect(await found('sign-in.*')).toEqual(['sign-in.done', 'sign-in.refused'])
      for (const event of names) expect(await found(event)).toEqual([event])
      for (const event of ['*', 'sign-in*', 'sign-in.', '%', 'sign_in.*', '']) expect(await found(event)).toEqual([])
    })

    it('finds by time: at this second or later, before this second, together with all else', async () => {
      const store = fresh()
      const rows = [0, 1, 2, 3].map((second) => aJournalRow({ at: later(second), userId: anId('usr') }))
      await store.journal.append(rows)
      expect(await store.journal.list({ limit: 9, since: later(1), until: later(3) })).toEqual(
        rows.slice(1, 3).toReversed(),
      )
      const filters = { event: 'code.*', userId: rows[1]?.userId, since: later(1), until: later(2) }
      expect(await store.journal.list({ limit: 9, ...filters })).toEqual([rows[1]])
      expect(await store.journal.list({ limit: 9, ...filters, until: later(1) })).toEqual([])
    })

    it('V4: is swept only as far as is asked, to the second, a batch at a time', async () => {
      const store = fresh()
      const rows = [0, 1, 2, 3].map((second) => aJournalRow({ at: later(second) }))
      await store.journal.append(rows)
      expect(await store.sweep(later(10 ** 9), 10)).toBe(0)
      expect(await store.sweep(later(10), 10, later(0))).toBe(0)
      expect(await store.sweep(later(10), 1, later(2))).toBe(1)
      expect(await store.sweep(later(10), 10, later(2))).toBe(1)
      expect(await store.journal.list({ limit: 9 })).toEqual(rows.slice(2).toReversed())
    })

    it.each([0, -1])('gives nothing for a limit of %i', async (limit) => {
      const store = fresh()
      await store.journal.append([aJournalRow()])
      expect(await store.journal.list({ limit })).toEqual([])
    })

    it('appends all or nothing', async () => {
      const store = fresh()
      const row = aJournalRow()
      await store.journal.append([row])
      expect(await isRefused(store.journal.append([aJournalRow(), { ...row, event: 'forged' }]))).toBe(true)
      expect(await store.journal.list({ limit: 10 })).toEqual([row])
    })

    it('loses none of 64 that come at once, and takes none for nothing', async () => {
      const store = fresh()
      await store.journal.append([])
      await race(64, () => store.journal.append([aJournalRow(), aJournalRow()]))
      expect(await store.journal.list({ limit: 1000 })).toHaveLength(128)
    })
  })
}

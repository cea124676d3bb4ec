/** The promises of the port `journal`. */
import { describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anId } from './examples.ts'
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

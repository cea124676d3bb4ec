/** The audit journal, newest first. */
import type { Issuer } from '@gatehouse/issuer'
import type { Answers } from './answers.ts'

export const journal = ({ journal: kept }: Issuer): Pick<Answers, 'listJournal'> => ({
  async listJournal({ limit, before }) {
    const rows = await kept.list({ limit, ...(before === undefined ? {} : { before }) })
    return { rows: rows.map(({ detail, ...row }) => ({ ...row, ...(detail && { detail: { ...detail } }) })) }
  },
})

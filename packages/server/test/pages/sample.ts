/** What every sample of a page is made of: the frame, form targets, clients, servers, places. */
import { epochSeconds } from '@gatehouse/protocol/time'
import { createBrand } from '../../src/pages/brand/brand.ts'
import type { Frame } from '../../src/pages/layout.ts'
import type { Page } from '../../src/pages/page.ts'
import type { Destination, ShownClient } from '../../src/pages/parts/facts.ts'
import type { FormTarget } from '../../src/pages/parts/form.ts'
import { en } from '../../src/pages/texts/en.ts'

/** What a test puts between the props and the page. */
export type Edit = <Props extends Frame>(props: Props) => Props

export interface Sample {
  readonly name: string
  readonly make: (edit?: Edit) => Page
}

const asItIs: Edit = (props) => props

export const sample = <Props extends Frame>(name: string, page: (props: Props) => Page, props: Props): Sample => ({
  name,
  make: (edit = asItIs) => page(edit(props)),
})

export const houseBrand = createBrand({ name: 'Gatehouse' })
export const now = epochSeconds(1_795_257_000)

export const frame: Frame = { brand: houseBrand, texts: en, traceId: '01KAJ6W3XQ7F2M' }

export const target = (action: string): FormTarget => ({
  action,
  fields: [
    { name: 'csrf', value: 'q1w2e3r4t5' },
    { name: 'request', value: 'pen_01KAJ6W3XQ' },
  ],
})

export const terminal: ShownClient = {
  name: 'Claude Code',
  isVerified: false,
  isSelfRegistered: true,
}
export const web: ShownClient = {
  name: 'Claude',
  isVerified: true,
  isSelfRegistered: false,
  idHost: 'claude.ai',
}
/** As one of the clients that come with Gatehouse, by its document. */
export const known: ShownClient = { ...web, isByDocument: true, monogram: { letter: 'C', tone: 'sky' } }
export const editor: ShownClient = { name: 'Cursor', isVerified: false, isSelfRegistered: true }
export const company: ShownClient = {
  name: 'Expenses',
  isVerified: true,
  isSelfRegistered: false,
}

export const thisComputer: Destination = { kind: 'loopback', display: 'this computer' }
export const website: Destination = { kind: 'https', display: 'claude.ai' }
export const app: Destination = { kind: 'private-use', display: 'cursor://anysphere.cursor-mcp' }
export const companySite: Destination = { kind: 'https', display: 'expenses.example.com' }

export const files = { name: 'Demo files', uri: 'http://localhost:4646/mcp/files' }
export const notes = { name: 'Team notes', uri: 'https://notes.example.com/mcp' }

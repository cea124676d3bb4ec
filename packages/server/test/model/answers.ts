/** What came back, in the few words that the model predicts: a status with an error code, a page by what it asks, or where the browser was sent. */
import { hasForm, type Page } from '@gatehouse/testkit'

export interface Answer {
  /** `200`, `400 invalid_grant`; `sign-in`, `consent`, `400 /consent`; `code`, `access_denied`. */
  readonly says: string
  /** Of JSON. */
  readonly body: Readonly<Record<string, unknown>>
  /** Of a browser. */
  readonly page?: Page
}

export const ofJson = async (response: Response): Promise<Answer> => {
  const text = await response.text()
  const body = text === '' ? {} : (JSON.parse(text) as Readonly<Record<string, unknown>>)
  const { error } = body
  return { says: typeof error === 'string' ? `${response.status} ${error}` : String(response.status), body }
}

/** `registered`: where the answer may go. INV3 */
export const ofPage = (page: Page, registered = ''): Answer => {
  if (page.left !== undefined) return { says: whatCame(page.left, registered), body: {}, page }
  const { status } = page
  if (status === 503) return { says: '503 temporarily_unavailable', body: {}, page }
  const asks = ['sign-in', 'consent'].find((form) => hasForm(page, `/${form}`))
  return { says: asks ?? `${status} ${new URL(page.url).pathname}`, body: {}, page }
}

const whatCame = (left: string, registered: string): string => {
  const answer = new URL(left)
  if (left.split('?')[0] !== registered) return `sent to ${left}`
  return answer.searchParams.get('error') ?? (answer.searchParams.has('code') ? 'code' : `nothing in ${left}`)
}

export const codeIn = ({ page }: Answer): string => new URL(page?.left ?? '').searchParams.get('code') ?? ''

/** An operator's act. */
export const ofAct = async (act: () => Promise<unknown>): Promise<Answer> => ({ says: String(await act()), body: {} })

/** Access tokens that are no JWTs tell nothing. */
export const claimsOf = (token: string): Readonly<Record<string, unknown>> | undefined => {
  const [, payload] = token.split('.')
  return token.split('.').length === 3
    ? (JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Readonly<Record<string, unknown>>)
    : undefined
}

export const textIn = ({ body }: Answer, member: string): string => {
  const value = body[member]
  if (typeof value === 'string') return value
  throw new Error(`${member} is missing in ${JSON.stringify(body)}`)
}

/** The four outcomes in the words of the cases: a local page, an error to the proven address, a JSON error, a form that is not ours. */
import type { App, Page, Refused } from '@gatehouse/testkit'
import { expect } from 'vitest'

export const issuerOfTests = 'https://auth.example'

/** P(400): an error page of ours, and no way away from it. */
export const expectLocalPage = (page: Page, status = 400): void => {
  expect(page.left).toBeUndefined()
  expect(page.headers.get('Location')).toBeNull()
  expect(page.status).toBe(status)
  expect(page.headers.get('Content-Type')).toContain('text/html')
}

/** R(error): 303 to the validated address, with error, state and exactly one iss. */
export const expectAnswer = (page: Page, app: App, error: string, state: string | null = app.state): void => {
  const answer = app.readAnswer(page)
  expect(page.status).toBe(303)
  expect(page.headers.get('Referrer-Policy')).toBe('no-referrer')
  expect(answer.get('error')).toBe(error)
  expect(answer.get('state')).toBe(state)
  expect(answer.getAll('iss')).toEqual([issuerOfTests])
  expect(answer.get('code')).toBeNull()
}

/** E(status error): JSON that nobody keeps. */
export const expectJsonError = async (response: Response, status: number, error: string): Promise<void> => {
  const body = (await response.json()) as Readonly<Record<string, unknown>>
  expect({ status: response.status, error: body['error'] }).toEqual({ status, error })
  expect(response.headers.get('Content-Type')).toBe('application/json')
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  expect(Object.keys(body).toSorted()).toEqual(['error', 'error_description'])
}

/** What a client meets. */
export const refusedWith = (status: number, error: string): Partial<Refused> => ({ status, error })

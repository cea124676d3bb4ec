import { describe, expect, it } from 'vitest'
import { seconds } from '@gatehouse/protocol/time'
import { pageHeaders, type Page } from './page.ts'

const page: Page = { status: 200, html: '', stylesheetHash: 'sha256-AAAA', hasForm: false, isOnTheWay: false }

describe('the headers of a page', () => {
  it('B4: forbid every frame and every guess at its type', () => {
    const headers = pageHeaders(page)
    expect(headers['Content-Security-Policy']).toContain("frame-ancestors 'none'")
    expect(headers['X-Frame-Options']).toBe('DENY')
    expect(headers['X-Content-Type-Options']).toBe('nosniff')
  })

  it('B8: allow one stylesheet by its hash, pictures of our own, and nothing else', () => {
    expect(pageHeaders(page)['Content-Security-Policy']).toBe(
      "default-src 'none'; style-src 'sha256-AAAA'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
  })

  it('leave form-action out: Chrome would apply it to the redirects that follow an approval', () => {
    expect(pageHeaders({ ...page, hasForm: true })['Content-Security-Policy']).not.toContain('form-action')
  })

  it('A13: tell no other site where the person came from, but let our own forms name their origin', () => {
    expect(pageHeaders(page)['Referrer-Policy']).toBe('no-referrer')
    expect(pageHeaders({ ...page, hasForm: true })['Referrer-Policy']).toBe('same-origin')
  })

  it('B20: keep nothing for the back button', () => {
    expect(pageHeaders(page)['Cache-Control']).toBe('no-store')
  })

  it('cut the page off from whoever opened it, unless a client waits there for its callback', () => {
    expect(pageHeaders(page)['Cross-Origin-Opener-Policy']).toBe('same-origin')
    expect(pageHeaders({ ...page, isOnTheWay: true })).not.toHaveProperty('Cross-Origin-Opener-Policy')
    expect(pageHeaders(page)['Cross-Origin-Resource-Policy']).toBe('same-origin')
  })

  it('say how long to wait, in whole seconds and never in none', () => {
    expect(pageHeaders({ ...page, retryAfter: seconds(12.2) })['Retry-After']).toBe('13')
    expect(pageHeaders({ ...page, retryAfter: seconds(0) })['Retry-After']).toBe('1')
    expect(pageHeaders(page)).not.toHaveProperty('Retry-After')
  })
})

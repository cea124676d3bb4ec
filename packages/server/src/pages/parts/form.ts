/** Forms and links: their targets are paths of our own, their hidden fields come from the caller (CSRF, the pending request). */
import { html, type Markup, type Slot } from './markup.ts'

export interface HiddenField {
  readonly name: string
  readonly value: string
}

/** Where a form is posted, and what it carries unseen. */
export interface FormTarget {
  readonly action: string
  readonly fields: readonly HiddenField[]
}

/** Anything but a path on this origin is our own mistake. */
export const ownPath = (path: string): string => {
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(path))
    throw new TypeError('a page links only to paths of its own origin')
  return path
}

export const hidden = (fields: readonly HiddenField[]): Markup =>
  html`${fields.map(({ name, value }) => html`<input type="hidden" name="${name}" value="${value}" />`)}`

/** A form of our own; `id` lets a button elsewhere on the page belong to it. */
export const form = (
  { action, fields }: FormTarget,
  inside: Slot,
  { id, look = '' }: { id?: string; look?: string } = {},
): Markup =>
  html`<form method="post" action="${ownPath(action)}" ${id !== undefined && html`id="${id}"`} class="${look}">
    ${hidden(fields)}${inside}
  </form>`

export interface TextField {
  readonly name: string
  readonly label: Slot
  readonly type: 'text' | 'email' | 'password'
  readonly autocomplete: string
  readonly value?: string | undefined
  readonly hint?: string
  /** What is wrong with it, in words. */
  readonly problem?: string | undefined
  readonly isRequired?: boolean
}

/** A labelled field with its hint and problem tied to it. */
export const textField = (field: TextField): Markup => {
  const { name, label, type, autocomplete, value, hint, problem, isRequired = true } = field
  const about = [hint && `${name}-hint`, problem && `${name}-problem`].filter(Boolean).join(' ')
  return html`<div class="field">
    <label for="${name}">${label}</label>
    ${hint !== undefined && html`<p class="quiet small" id="${name}-hint">${hint}</p>`}
    ${problem !== undefined && html`<p class="field-problem small" id="${name}-problem">${problem}</p>`}
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      autocapitalize="none"
      autocorrect="off"
      spellcheck="false"
      ${value !== undefined && html`value="${value}"`}
      ${isRequired && html`required`}
      ${about !== '' && html`aria-describedby="${about}"`}
      ${problem !== undefined && html`aria-invalid="true"`}
    />
  </div>`
}

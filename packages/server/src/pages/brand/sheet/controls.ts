/** What a person touches: buttons, fields, checkboxes. Every target is at least 44 px high. */
export const controlRules = `
.button{
  display:inline-flex;align-items:center;justify-content:center;gap:.5rem;min-height:2.875rem;max-width:100%;padding:.5rem 1.25rem;
  border:1px solid var(--edge);border-radius:.625rem;background:var(--surface);color:var(--ink);
  font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer
}
.button:hover{border-color:var(--ink)}
.button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
.button.main:hover{background:var(--accent-press);border-color:var(--accent-press)}
.button.small{min-height:2.75rem;padding-inline:1rem;font-size:.9375rem;line-height:1.4}
.actions{display:flex;flex-wrap:wrap;gap:.75rem}
.actions>*{flex:1 1 9rem}
.text-button{
  display:inline-flex;align-items:center;min-height:2.75rem;margin-block:-.625rem;padding:0;border:0;background:none;color:var(--accent-text);
  font:inherit;text-align:start;text-decoration:underline;text-underline-offset:.2em;text-decoration-thickness:.075em;cursor:pointer
}
.text-button:hover{text-decoration-thickness:.15em}
.text-link{display:inline-flex;align-items:center;min-height:2.75rem;margin-block:-.625rem}
.field>*+*{margin-block-start:.375rem}
.field label{display:block;font-weight:600}
.optional{font-weight:400;color:var(--muted)}
.field input{
  display:block;width:100%;min-height:2.875rem;padding:.5rem .875rem;border:1px solid var(--edge);border-radius:.625rem;
  background:var(--surface);color:var(--ink);font:inherit
}
.field input:focus-visible{outline-offset:0;border-color:var(--accent-text);border-radius:.625rem}
.field input[aria-invalid=true]{border-color:var(--bad-ink);border-width:2px}
.field-problem{color:var(--bad-ink);font-weight:600}
.choice{display:grid;grid-template-columns:1.375rem 1fr;gap:.875rem;align-items:start;min-height:2.75rem;padding:.75rem 1rem}
label.choice{cursor:pointer}
label.choice:hover{background:var(--accent-soft)}
.choice.bare{padding-inline:0}
label.choice.bare:hover{background:none}
.choice input{width:1.375rem;height:1.375rem;margin:.0625rem 0 0;accent-color:var(--accent);cursor:pointer}
.choice .tick{width:1.375rem;height:1.375rem;margin-block-start:.0625rem;color:var(--accent-text)}
.choices{border:1px solid var(--line);border-radius:.75rem;overflow:clip}
.choices>li+li{border-block-start:1px solid var(--line)}
.choices :focus-visible{outline-offset:1px}
summary{display:inline-flex;align-items:center;gap:.5rem;min-height:2.75rem;cursor:pointer;color:var(--accent-text);font-weight:600}
summary::-webkit-details-marker{display:none}
summary::after{content:"";width:.5em;height:.5em;border:solid currentColor;border-width:0 .125em .125em 0;transform:translateY(-.125em) rotate(45deg)}
details[open]>summary::after{transform:translateY(.125em) rotate(225deg)}
details>*+*{margin-block-start:.5rem}
`

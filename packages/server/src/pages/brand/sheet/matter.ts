/** What a page tells: facts, notes, badges, cards of connected apps. */
import { tones } from '../palette.ts'

const toneRules = tones
  .map((tone) => `.tone-${tone}{background:var(--tone-${tone});color:var(--on-tone-${tone})}`)
  .join('\n')

export const matterRules = `
.fact{position:relative;padding:0 0 1.25rem;padding-inline-start:3.25rem;min-height:2.5rem}
.fact:last-child{padding-block-end:0}
.fact:not(:last-child)::before{content:"";position:absolute;inset-block:2.75rem .25rem;inset-inline-start:1.1875rem;width:1px;background:var(--line)}
.fact dt{color:var(--muted);font-size:.8125rem;line-height:1.4}
.fact dd{margin-block-start:.0625rem}
.fact .address{color:var(--muted)}
.fact .lead .address{color:inherit}
.fact dd+dd{margin-block-start:.25rem}
.tile{
  position:absolute;inset-block-start:0;inset-inline-start:0;display:grid;place-items:center;width:2.375rem;height:2.375rem;
  border-radius:.625rem;background:var(--accent-soft);color:var(--accent-text)
}
.tile svg,.note svg,.badge svg{width:1.25rem;height:1.25rem}
.badge svg{width:.875rem;height:.875rem}
.tile .letter{width:100%;height:100%;overflow:visible}
.letter text{fill:currentColor;font-size:13px;font-weight:700}
${toneRules}
.lead{font-weight:600}
.lead,.titled{display:flex;flex-wrap:wrap;align-items:center;gap:.125rem .625rem}
.lead>*,.titled>*{min-width:0}
.badge{
  display:inline-flex;align-items:center;gap:.25rem;padding:.0625rem .5rem;border-radius:1rem;border:1px solid transparent;
  background:var(--accent-soft);color:var(--accent-text);font-size:.75rem;line-height:1.5;font-weight:600;letter-spacing:0;vertical-align:middle;white-space:nowrap
}
.badge.warn{background:var(--warn-ground);color:var(--warn-ink)}
.note{
  display:grid;grid-template-columns:1.25rem 1fr;gap:.75rem;padding:.875rem 1rem;border-radius:.75rem;border:1px solid transparent;
  background:var(--accent-soft);font-size:.9375rem;line-height:1.45
}
.note svg{margin-block-start:.0625rem;color:var(--accent-text)}
.note.warn{background:var(--warn-ground);color:var(--warn-ink)}
.note.bad{background:var(--bad-ground);color:var(--bad-ink)}
.note.warn svg,.note.bad svg,.note.bad a{color:inherit}
.note ul>li+li{margin-block-start:.25rem}
.asker{position:relative;min-height:4.375rem;padding:1rem;padding-inline-start:4.25rem;border:1px solid var(--line);border-radius:.75rem}
.asker .tile{inset-block-start:1rem;inset-inline-start:1rem}
.app{padding:1.5rem}
.app>*+*{margin-block-start:1rem}
.app-foot{display:flex;flex-wrap:wrap;align-items:center;justify-content:space-between;gap:.75rem 1rem;padding-block-start:1rem;border-block-start:1px solid var(--line)}
.pairs{display:flex;flex-wrap:wrap;gap:1rem 2.5rem}
.middle{text-align:center}
.short{max-width:28rem}
.app-foot>:first-child{flex:1 1 18rem;min-width:0}
.rows>li+li{margin-block-start:1rem}
.bullets>li{position:relative;padding-inline-start:1.5rem}
.bullets>li+li{margin-block-start:.25rem}
.bullets .tick{position:absolute;inset-inline-start:0;inset-block-start:.1875rem;width:1.0625rem;height:1.0625rem;color:var(--accent-text)}
.times{display:flex;flex-wrap:wrap;gap:.125rem 1.25rem}
.server{position:relative;min-height:2.375rem;padding-inline-start:3.25rem}
.servers{padding-block-start:.5rem}
.servers>li+li{margin-block-start:1rem}
.empty{display:grid;justify-items:center;text-align:center;padding-block:3rem}
.emblem{display:grid;place-items:center;width:3.25rem;height:3.25rem;border-radius:1rem;background:var(--accent-soft);color:var(--accent-text)}
.emblem svg{width:1.625rem;height:1.625rem}
.emblem.bad{background:var(--bad-ground);color:var(--bad-ink)}
.particulars{display:grid;grid-template-columns:auto 1fr;gap:.375rem 1rem;padding:.875rem 1rem;border:1px solid var(--line);border-radius:.75rem}
.particulars dt{color:var(--muted)}
`

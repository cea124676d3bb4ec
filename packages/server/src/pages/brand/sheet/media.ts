/** Where the pages are seen: phones, forced colours, calm motion, paper. */
export const mediaRules = `
@media (prefers-reduced-motion:no-preference){
  .button,.field input,label.choice{transition:background-color .12s,border-color .12s}
}
@media (max-width:30rem){
  .narrow{background:var(--surface)}
  .narrow .page{padding-inline:1.25rem}
  .narrow .card{padding:0;border:0;border-radius:0;box-shadow:none;background:none}
  .top{padding-block:1.25rem}
  .narrow .top .page{justify-content:flex-start}
  .wide .page{padding-inline:.75rem}
  .app{padding:1.25rem}
  .app-foot>form,.app-foot .button{width:100%}
  .bottom{text-align:start}
  .actions>*{flex-basis:100%}
  .particulars{grid-template-columns:1fr;gap:0}
  .particulars dd+dt{margin-block-start:.5rem}
}
@media (forced-colors:active){
  .tile,.badge,.note,.emblem{border:1px solid CanvasText}
  .fact:not(:last-child)::before{background:CanvasText}
  .mark{color:CanvasText}
  .button.main{forced-color-adjust:none;background:Highlight;border-color:Highlight;color:HighlightText}
}
@media print{
  :root{color-scheme:light}
  body,.narrow{background:none;min-height:0}
  .card,.card.app{border:0;border-radius:0;box-shadow:none;padding:0;break-inside:avoid}
  .card.app{padding-block:1rem;border-block-end:1px solid var(--line)}
  .app-foot{border:0;padding:0}
  .button,.text-button,.text-link,.tabs{display:none}
}
`

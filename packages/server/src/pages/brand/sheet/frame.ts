/** The sheet of paper: type, header, the card in the middle, footer. */
export const frameRules = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{
  margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;
  background:var(--canvas);color:var(--ink);
  font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,sans-serif;
  -webkit-font-smoothing:antialiased;overflow-wrap:anywhere
}
h1,h2,h3,p,ul,dl,dd,fieldset,legend{margin:0;padding:0}
ul{list-style:none}
fieldset{border:0;min-inline-size:0}
h1{font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.015em;text-wrap:balance}
h2{font-size:1.0625rem;line-height:1.35;font-weight:650;letter-spacing:-.005em}
h3{font-size:.9375rem;line-height:1.4;font-weight:600}
p,dd{text-wrap:pretty}
svg{flex:none;display:block}
a{color:var(--accent-text);text-underline-offset:.2em;text-decoration-thickness:.075em}
a:hover{text-decoration-thickness:.15em}
:focus-visible{outline:3px solid var(--accent-text);outline-offset:2px;border-radius:.375rem}
.address,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.875em}
.page{width:100%;max-width:30rem;margin-inline:auto;padding-inline:1.25rem}
.wide .page{max-width:44rem}
.top{padding-block:clamp(1.5rem,7vh,4rem) 1.25rem}
.top .page{display:flex;align-items:center;justify-content:center;flex-wrap:wrap;gap:.75rem}
.wide .top .page{justify-content:space-between}
.wide .top{padding-block:clamp(1rem,4vh,2.25rem) clamp(1.25rem,4vh,2.25rem)}
.brand{display:inline-flex;align-items:center;gap:.625rem;min-width:0;font-weight:650;letter-spacing:-.01em;color:var(--ink)}
.mark{width:1.75rem;height:1.75rem;color:var(--accent-text)}
.logo{display:block;height:2rem;width:auto;max-width:9rem;object-fit:contain}
.card{
  background:var(--surface);border:1px solid var(--line);border-radius:1rem;padding:2rem;
  box-shadow:0 1px 2px rgb(10 25 20/.04),0 12px 32px -12px rgb(10 25 20/.12)
}
.card>*+*,.stack>*+*{margin-block-start:1.5rem}
.close>*+*{margin-block-start:.5rem}
.cards>*+*{margin-block-start:1rem}
.tabs{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;border-block-end:1px solid var(--line)}
.tabs a{display:inline-flex;align-items:center;min-height:2.75rem;margin-block-end:-1px;border-block-end:2px solid transparent;color:var(--muted);font-weight:600;text-decoration:none}
.tabs a:hover{color:var(--ink)}
.tabs a[aria-current]{color:var(--ink);border-color:var(--accent-text)}
.bottom{margin-block-start:auto;padding-block:1.5rem 2rem;color:var(--muted);font-size:.8125rem;text-align:center}
.apart{display:none}
.quiet{color:var(--muted)}
.small{font-size:.875rem;line-height:1.45}
.copy{user-select:all;-webkit-user-select:all}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
`

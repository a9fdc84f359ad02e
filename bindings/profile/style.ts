/** The style sheet of the report and the page; light and dark by the reader's system. */
export const style = `
:root { --paper: #f6f7f9; --card: #fff; --ink: #17202c; --soft: #5d6b7d; --line: #dfe4ea; --good: #12784a; --poor: #a65a00;
  --c0: #2563eb; --c1: #e8590c; --c2: #0d9488; --c3: #9333ea; --c4: #b45309; --c5: #be185d }
@media (prefers-color-scheme: dark) { :root { --paper: #10151c; --card: #18202a; --ink: #e6ebf2; --soft: #97a5b7; --line: #2b3644; --good: #4ade97; --poor: #f5b04c;
  --c0: #6ea0ff; --c1: #ff9354; --c2: #3ecfbf; --c3: #c58bff; --c4: #e6a23c; --c5: #f472a8 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums }
main { max-width: 1180px; margin: 0 auto; padding: 32px 16px 64px }
h1 { margin: 0; font-size: 28px; line-height: 1.2; overflow-wrap: anywhere }
header p { margin: 4px 0 0; color: var(--soft) }
h2 { margin: 0; font-size: 17px }
h3 { margin: 16px 0 0; font-size: 14px } h2.over { margin: 18px 0 8px } section > p:last-child { margin-bottom: 0 }
section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px 20px; margin-top: 16px }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px }
.tile { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--soft); border-radius: 12px; padding: 10px 16px; display: grid }
.tile.simd { border-left-color: var(--c0) } .tile.threads { border-left-color: var(--c1) } .tile.rival { border-left-color: var(--c2) }
.tile span { color: var(--soft); font-size: 13px } .tile strong { font-size: 26px; line-height: 1.3 }
.note { margin: 2px 0 12px; color: var(--soft); font-size: 13.5px } table + .note, .scroll + .note { margin: 12px 0 0 }
.chart { position: relative } .choice { display: block; margin-bottom: 8px }
select, button, input { font: inherit } select, button { color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 4px 10px; max-width: 100% }
:focus-visible { outline: 2px solid var(--c0); outline-offset: 2px }
details { margin-top: 12px } summary { cursor: pointer; color: var(--soft) }
.warning { margin: 8px 0; color: var(--poor) }
td.why { white-space: normal; min-width: 150px }
.scroll { overflow-x: auto; margin-top: 10px }
table { border-collapse: collapse; width: 100% }
th, td { padding: 7px 12px 7px 0; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap }
tr:last-child > * { border-bottom: 0 }
th { font-weight: 600 } thead th { color: var(--soft); font-weight: 500; font-size: 13px }
th:first-child, .text { text-align: left } th[scope=row] { white-space: normal; min-width: 130px }
small { display: block; color: var(--soft); font-weight: 400; font-size: 12px } small.beside { display: inline }
.faster { color: var(--good); font-weight: 600 } .slower { color: var(--poor); font-weight: 600 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 10px 0 0 } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
.said { display: block } .said dt { color: var(--ink); font-weight: 600; margin-top: 10px; overflow-wrap: anywhere } .said dd { color: var(--soft) }
@media (max-width: 600px) { main { padding: 20px 8px 40px } section { padding: 14px 12px } dl { display: block } dt { margin-top: 8px } }
.uplot, .uplot *, .uplot *::before, .uplot *::after { font-family: inherit }
.u-legend { font-size: 13px; text-align: left; margin: 6px 0 0 } .u-legend th { font-weight: 400 } .u-legend th, .u-legend td { padding: 2px 8px; border: 0; text-align: left }
.u-select { background: color-mix(in srgb, var(--c0) 18%, transparent) }
.tip { position: absolute; z-index: 10; pointer-events: none; background: var(--ink); color: var(--card); border-radius: 8px; padding: 6px 10px; font-size: 13px; line-height: 1.4; white-space: pre; box-shadow: 0 2px 10px #0004 }
`

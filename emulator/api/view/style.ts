/** How the page of the API looks, on light and dark screens. */
export const VIEW_STYLE = `
:root { color-scheme: light dark; --ink: #16212b; --ground: #f6f8fa; --part: #ffffff; --line: #c8d1da; --accent: #0b5f8a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eef3; --ground: #11181f; --part: #1a242e; --line: #3a4856; --accent: #7cc4ea; }
}
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
header, main { max-width: 70rem; margin: 0 auto; padding: 0.5rem 1rem; }
main { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 56rem) {
  main { grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); }
  main > section:first-child { grid-column: 1 / -1; }
}
section { background: var(--part); border: 1px solid var(--line); border-radius: 8px; padding: 0.5rem 1rem 1rem; }
section[hidden] { display: none; }
h1 { font-size: 1.5rem; margin: 0.5rem 0 0; }
h2 { font-size: 1.1rem; margin: 0.25rem 0; }
h3 { font-size: 1rem; margin: 1rem 0 0; }
p { margin: 0.5rem 0; }
.badge { font-size: 0.8rem; background: #ffb347; color: #1b2a38; padding: 0.15rem 0.5rem; border-radius: 4px; vertical-align: middle; }
.hint { font-size: 0.875rem; }
.face { position: relative; max-width: 34rem; }
.face svg, .small svg { display: block; width: 100%; height: auto; }
.small { max-width: 20rem; }
#keys button { position: absolute; background: transparent; border: 2px solid transparent; border-radius: 8px; padding: 0; cursor: pointer; touch-action: manipulation; }
#keys button:hover { border-color: #ffb347; }
#keys button:focus-visible { border-color: #ffb347; outline: 3px solid #ffb347; outline-offset: 1px; }
#keys button:active { background: rgba(255, 179, 71, 0.35); }
button, select, input { font: inherit; color: inherit; }
button:not(#keys button) { background: var(--part); border: 1px solid var(--accent); border-radius: 6px; padding: 0.2rem 0.7rem; cursor: pointer; }
button:disabled { opacity: 0.5; cursor: default; }
select, input:not([type=range]) { background: var(--part); border: 1px solid var(--line); border-radius: 6px; padding: 0.2rem 0.4rem; }
input[type=range] { width: min(20rem, 60vw); vertical-align: middle; }
fieldset { border: 1px solid var(--line); border-radius: 6px; margin: 0.5rem 0; padding: 0.3rem 0.7rem 0.6rem; }
output { font: 600 1.1rem ui-monospace, monospace; }
#events { font: 0.875rem/1.4 ui-monospace, monospace; max-height: 24rem; overflow: auto; padding-left: 0; margin: 0; list-style: none; }
#message:empty { margin: 0; }
`;

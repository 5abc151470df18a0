/**
 * The page at the API's address: a card to operate, a code card to look up, what happens, and a slider through the past.
 *
 * Promises: one document without anything loaded besides; its script runs by its hash and no other does. Works by
 * keyboard, and says in words what it shows.
 */
import { createHash } from 'node:crypto';
import { CODE_CARD_PROFILES } from '../../../firmware/code-card/profile.js';
import { DSC_PLUS_PROFILES } from '../../../firmware/dsc-plus/profiles.js';
import { VIEW_SCRIPT } from './script.js';
import { VIEW_STYLE } from './style.js';

const optionsOf = (kind: string, profiles: readonly { readonly name: string }[]) =>
  profiles.map(({ name }) => `<option data-kind="${kind}">${name}</option>`).join('');

const PROFILES = `${optionsOf('dsc-plus', DSC_PLUS_PROFILES)}${optionsOf('security-code-card', CODE_CARD_PROFILES)}`;

export const VIEW_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>tokentwin: test devices</title>
<style>${VIEW_STYLE}</style>
</head>
<body>
<header>
<h1>tokentwin <span class="badge">TEST DEVICE</span></h1>
<p>Simulated devices, not issued by any broker.</p>
</header>
<main>
<section aria-labelledby="devices-title">
<h2 id="devices-title">Device</h2>
<p><label for="twin">Shown</label> <select id="twin"></select> <button type="button" id="remove">Remove</button></p>
<form id="new"><label for="profile">New of profile</label> <select id="profile">${PROFILES}</select> <button>Make</button></form>
<p id="message" role="status"></p>
</section>
<section id="card" aria-labelledby="card-title" hidden>
<h2 id="card-title">Card</h2>
<div class="face"><div id="picture"></div><div id="keys" role="group" aria-label="keys of the card"></div></div>
<p>Display: <output id="display" aria-live="polite"></output></p>
<p class="hint">A long click holds a key; with Shift it is held for two and a half seconds.</p>
<p><button type="button" id="show-response">Show the response</button> <output id="response"></output></p>
<fieldset><legend>Time</legend><button type="button" id="second">Advance 1 second</button> <button type="button" id="half-minute">Advance 30 seconds</button> <button type="button" id="cut">Cut the power</button></fieldset>
<fieldset><legend>Make it wrong</legend><button type="button" id="wrong">Next response wrong</button> <button type="button" id="swapped">Next response swapped</button> <button type="button" id="sound">All right again</button></fieldset>
<h3>Past</h3>
<p><label for="position">Input</label> <input type="range" id="position" min="0" max="0" value="0"> <button type="button" id="branch">Go on from here</button></p>
<p id="past"></p>
<div id="past-picture" class="small"></div>
</section>
<section id="sheet" aria-labelledby="sheet-title" hidden>
<h2 id="sheet-title">Code card</h2>
<form id="lookup"><label for="indices">Index numbers</label> <input id="indices" inputmode="numeric" autocomplete="off" placeholder="100 50"> <button>Look up</button></form>
<p>Values: <output id="values" aria-live="polite"></output></p>
<form id="print"><fieldset><legend>Make its print wrong</legend><p><label for="smudged">Smudged</label> <input id="smudged" inputmode="numeric" autocomplete="off" placeholder="7 8"></p><p><label for="misprinted">Misprinted</label> <input id="misprinted" inputmode="numeric" autocomplete="off" placeholder="9"> <button>Print it so</button></p></fieldset></form>
</section>
<section aria-labelledby="events-title">
<h2 id="events-title">What happens</h2>
<ol id="events" tabindex="0" aria-label="frames, the newest first"></ol>
</section>
</main>
<script>${VIEW_SCRIPT}</script>
</body>
</html>
`;

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but this page's own script, style and server; pictures are drawn into it with style of their own. */
export const VIEW_POLICY = [
  "default-src 'none'",
  `script-src ${hashOf(VIEW_SCRIPT)}`,
  `style-src ${hashOf(VIEW_STYLE)}`,
  "style-src-attr 'unsafe-inline'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

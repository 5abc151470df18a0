/**
 * The code cards of the museum: from a seed, typed off as CSV, and the online card that expires.
 */
import {
  type NewCodeCardOptions,
  newCodeCard,
  SecurityCodeCard,
} from '../../emulator/twin/security-code-card.js';
import { parseCodeCardCsv } from '../../firmware/code-card/csv.js';
import { encodeTokenFile } from '../../firmware/token-file/token-file.js';
import type { MadeExhibit } from './manifest.js';

const SHOWN = [1, 100, 224] as const;

/** Three characters for each index number, as somebody might have typed them. */
function typedCard(): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
  const codes = Array.from({ length: 224 }, (_, index) => {
    const at = (step: number) => letters[(index * step + 3) % letters.length];
    return `${index + 1};${at(5)}${index % 10}${at(7)}`;
  });
  return ['index;code', ...codes].join('\r\n');
}

function made(name: string, shows: string, options: NewCodeCardOptions): MadeExhibit {
  const { profile, flash } = newCodeCard({ seed: 'museum', ...options });
  const { pageBytes, pageCount } = flash;
  const header = {
    kind: 'security-code-card',
    profile: { ...profile },
    flash: { pageBytes, pageCount },
  } as const;
  const card = SecurityCodeCard.make({ seed: 'museum', ...options });
  const codes = Object.fromEntries(card.lookUp(SHOWN).map(({ index, code }) => [String(index), code]));
  return {
    name,
    shows,
    profile: profile.name,
    answers: {
      kind: 'security-code-card',
      serialNumber: card.card.serialNumber,
      checkValue: card.card.checkValue,
      codes,
      expires: card.expiresUnixSeconds,
    },
    bytes: encodeTokenFile(header, flash.cells),
  };
}

export function codeCardExhibits(): MadeExhibit[] {
  const cardSeed = Buffer.from('museum code card, no secret');
  const { codes } = parseCodeCardCsv(typedCard(), 'MUSEUM-CSV');
  return [
    made('code-card', 'derived from a seed', { cardSeed, serialNumber: 'MUSEUM-01' }),
    made('code-card-csv', 'typed off from a printed card', { codes, serialNumber: 'MUSEUM-CSV' }),
    made('code-card-online', 'valid for 21 days', {
      profile: 'online-security-code-card',
      cardSeed,
      serialNumber: 'MUSEUM-02',
      startUnixSeconds: 1_767_225_600,
    }),
  ];
}

/**
 * Valid inputs of the targets that take commands.
 */
import {
  getDataCommand,
  lookUpCommand,
  selectCommand,
  verifyCommand,
} from '../../../firmware/card/commands.js';
import { AID, DATA_TAG } from '../../../firmware/card/tags.js';
import { toHexText } from '../../hex-text.js';
import { STRICT, settingsMessage } from '../subjects/settings.js';
import { BENCH_COMMANDS, DSC_PLUS_COMMANDS, mutually, unlocking } from './recorded.js';

type Files = Readonly<Record<string, string>>;

function file(settings: Parameters<typeof settingsMessage>[0], commands: readonly Uint8Array[]): string {
  return toHexText([settingsMessage(settings), ...commands], ['settings, then a command a line']);
}

export function dscPlusFiles(): Files {
  const plain = Object.entries(DSC_PLUS_COMMANDS).map(([name, commands]) => [
    `${name}.hex`,
    file({}, commands),
  ]);
  const login = DSC_PLUS_COMMANDS.login ?? [];
  return {
    ...Object.fromEntries(plain),
    'unlock.hex': file({}, unlocking()),
    'soft.hex': file({ profile: 1 }, login),
    'classic.hex': file({ profile: 2 }, login),
    'counter.hex': file({ profile: 3 }, DSC_PLUS_COMMANDS['two-responses'] ?? []),
    'mutual.hex': file({ profile: 4 }, mutually()),
    'strict.hex': file({ profile: STRICT }, DSC_PLUS_COMMANDS.lock ?? []),
    'strict-dead.hex': file({ profile: STRICT }, DSC_PLUS_COMMANDS.dead ?? []),
    'bench.hex': file({}, BENCH_COMMANDS),
    'sealed.hex': file({ sealed: true }, BENCH_COMMANDS.slice(0, 3)),
    'power.hex': file({}, [...login, new Uint8Array(0), ...login]),
  };
}

export function codeCardFiles(): Files {
  const lookups = [[1], [100, 50], [224, 1, 7]].map((indices) => lookUpCommand(indices));
  const data = Object.values(DATA_TAG).map((tag) => getDataCommand(tag));
  const select = selectCommand(AID.securityCodeCard);
  return {
    'lookup.hex': file({}, [select, ...lookups]),
    'data.hex': file({}, [select, ...data]),
    'pin.hex': file({}, [select, verifyCommand('1234')]),
  };
}

/** Frames of vpcd: controls, and commands behind their length. */
export function vpcdFiles(): Files {
  const frame = (payload: Uint8Array) =>
    Uint8Array.of(payload.length >> 8, payload.length & 0xff, ...payload);
  const controls = { off: 0, on: 1, reset: 2, atr: 4 };
  const control = (name: keyof typeof controls) => frame(Uint8Array.of(controls[name]));
  const login = (DSC_PLUS_COMMANDS.login ?? []).map(frame);
  return {
    'login.hex': toHexText([control('atr'), control('on'), control('atr'), ...login, control('off')]),
    'resets.hex': toHexText([control('on'), ...login, control('reset'), ...login, control('atr')]),
    'in-pieces.hex': toHexText(
      login.flatMap((bytes) => [bytes.slice(0, 1), bytes.slice(1, 5), bytes.slice(5)]),
    ),
    'unknown.hex': toHexText([frame(new Uint8Array(0)), frame(Uint8Array.of(9)), control('atr')]),
    'bench.hex': toHexText([control('on'), ...BENCH_COMMANDS.map(frame)]),
  };
}

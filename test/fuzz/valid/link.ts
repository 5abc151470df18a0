/**
 * Valid inputs of the targets on the link, written down from exchanges between the driver's core and a demo card in
 * its reader, and between the two ends of T=1.
 */
import { atr } from '../../../firmware/card/atr.js';
import { respondCommand, selectCommand } from '../../../firmware/card/commands.js';
import { AID } from '../../../firmware/card/tags.js';
import type { Checksum } from '../../../firmware/link/checksum.js';
import type { ReaderVariantName } from '../../../firmware/link/reader/variants.js';
import { type Block, encodeBlock, type SBlock } from '../../../firmware/link/t1/block.js';
import { T1CardEnd } from '../../../firmware/link/t1/card-end.js';
import { T1HostEnd } from '../../../firmware/link/t1/host-end.js';
import { changePinEntry, verifyEntry } from '../../../host/driver/keypad-entry.js';
import { toHexText } from '../../hex-text.js';
import { type Passage, ProtocolSession, type Side } from '../../readme/protocol-session.js';
import { settingsMessage } from '../subjects/settings.js';
import { BENCH_COMMANDS, DSC_PLUS_COMMANDS, mutually, PIN, unlocking } from './recorded.js';

type Files = Readonly<Record<string, string>>;

/** A card that answers a command by itself. */
function cardEnd(checksum: Checksum): T1CardEnd {
  return new T1CardEnd({
    checksum,
    informationFieldBytes: 254,
    maximumCommandBytes: 600,
    answer: (command) => {
      const response = Uint8Array.of(...command, 0x90, 0x00);
      return command[0] === 0x54 ? { response, waitingTimeMultiplier: 2 } : { response };
    },
  });
}

/** Both ends of T=1 with some commands between them. */
function t1Exchange(checksum: Checksum, commands: readonly Uint8Array[]) {
  const blocks: Record<Side, Uint8Array[]> = { host: [], reader: [] };
  const card = cardEnd(checksum);
  const host = new T1HostEnd({ checksum, informationFieldBytes: 32, maximumResponseBytes: 600 });
  for (const command of commands) {
    let step = host.start(command);
    while (step.type === 'send') {
      blocks.host.push(step.block);
      const answer = card.exchange(step.block);
      blocks.reader.push(answer);
      step = host.received(answer);
    }
  }
  return blocks;
}

const T1_COMMANDS: Readonly<Record<string, readonly Uint8Array[]>> = {
  short: [Uint8Array.of(0, 0xa4, 4, 0), Uint8Array.of(0, 0x88, 0, 0)],
  long: [Uint8Array.from({ length: 300 }, (_, index) => index & 0xff)],
  waiting: [Uint8Array.of(0x54, 1, 2, 3)],
  'too-long': [new Uint8Array(700).fill(1)],
};

export function t1CardFiles(): Files {
  return t1Files((checksum, commands) => t1Exchange(checksum, commands).host);
}

export function t1HostFiles(): Files {
  return t1Files((checksum, commands) => [
    commands[0] as Uint8Array,
    ...t1Exchange(checksum, commands).reader,
  ]);
}

/** What the card says to an S(IFS request), to a command in two pieces, to rubbish, and to S(RESYNCH request). */
export function strictT1Files(): Files {
  const blocks = (['lrc', 'crc'] as const).map((checksum) => {
    const card = cardEnd(checksum);
    const asked: Block[] = [
      supervisory('ifs', 32),
      { kind: 'I', nad: 0, sequence: 0, more: true, information: new Uint8Array(32) },
      { kind: 'I', nad: 0, sequence: 1, more: false, information: new Uint8Array(8) },
      { kind: 'R', nad: 0, expected: 1, error: 'none' },
    ];
    const answers = asked.map((block) => card.exchange(encodeBlock(block, checksum)));
    const last = encodeBlock(supervisory('resynch'), checksum);
    return [...answers, card.exchange(new Uint8Array(40)), card.exchange(last)];
  });
  return Object.fromEntries(blocks.map((answers, index) => [`card-${index + 1}.hex`, toHexText(answers)]));
}

function supervisory(request: SBlock['request'], value?: number): SBlock {
  const information = value === undefined ? new Uint8Array(0) : Uint8Array.of(value);
  return { kind: 'S', nad: 0, request, response: false, information };
}

function t1Files(messages: (checksum: Checksum, commands: readonly Uint8Array[]) => Uint8Array[]): Files {
  const entries = Object.entries(T1_COMMANDS).flatMap(([name, commands]) =>
    (['lrc', 'crc'] as const).map((checksum) => [
      `${name}-${checksum}.hex`,
      toHexText(messages(checksum, commands), [`blocks with ${checksum}`]),
    ]),
  );
  return Object.fromEntries(entries);
}

/** The twin's own, and those of cards that exist: OpenPGP, YubiKey, one of T=0, and the shortest of T=1. */
export function atrFiles(): Files {
  const others = [
    ...['3bda18ff81b1fe751f030031c573c001400090000c', '3bfd1300008131fe158073c021c057597562694b657940'],
    ...['3b021450', '3b800181'],
  ];
  const own = (['lrc', 'crc'] as const).map((checksum) => Buffer.from(atr({ checksum })).toString('hex'));
  return Object.fromEntries([...own, ...others].map((hex, index) => [`atr-${index + 1}.hex`, `${hex}\n`]));
}

interface Recording {
  readonly settings: Parameters<typeof settingsMessage>[0];
  readonly passages: readonly Passage[];
}

const VARIANTS: readonly ReaderVariantName[] = ['gempc-pinpad', 'gempc-twin', 'two-slot'];
const PROFILES = ['dsc-plus', 'dsc-plus-soft', 'dsc-plus-classic', 'dsc-plus-counter', 'dsc-plus-mutual'];

function record(
  settings: Parameters<typeof settingsMessage>[0],
  act: (session: ProtocolSession) => void,
): Recording {
  const session = new ProtocolSession({
    variant: VARIANTS[settings.variant ?? 0] as ReaderVariantName,
    profile: PROFILES[settings.profile ?? 0] as string,
  });
  session.open();
  act(session);
  return { settings, passages: session.passages };
}

function transmitting(commands: readonly Uint8Array[]) {
  return (session: ProtocolSession) => {
    for (const command of commands) session.transmit(command);
  };
}

/** The holder types at the card when he is asked. */
function typing(session: ProtocolSession, ...entries: readonly string[]): void {
  for (const [index, digits] of entries.entries()) {
    session.plan(2500 + 1000 * index, () => {
      session.twin.type(digits);
      session.twin.press('ok');
    });
  }
}

function keypad(session: ProtocolSession): void {
  session.transmit(selectCommand(AID.dscPlus));
  typing(session, PIN);
  session.request((client, at, done) => client.enterPin(verifyEntry(4, 30_000), at, done));
  session.transmit(respondCommand('123456'));
  typing(session, PIN, '8351', '8351');
  session.request((client, at, done) => client.enterPin(changePinEntry(4, 30_000), at, done));
}

export const RECORDINGS: Readonly<Record<string, () => Recording>> = {
  login: () => record({}, transmitting(DSC_PLUS_COMMANDS.login ?? [])),
  'login-without-echo': () => record({ variant: 2 }, transmitting(DSC_PLUS_COMMANDS.login ?? [])),
  'login-soft': () => record({ variant: 1, profile: 1 }, transmitting(DSC_PLUS_COMMANDS.login ?? [])),
  mutual: () => record({ profile: 4 }, transmitting(mutually())),
  unlock: () => record({}, transmitting(unlocking())),
  attest: () => record({}, transmitting(DSC_PLUS_COMMANDS.attest ?? [])),
  bench: () => record({}, transmitting(BENCH_COMMANDS)),
  keypad: () => record({}, keypad),
};

/** As libccid and others write them, in all encodings. */
export function pinStructureFiles(): Files {
  const verify = '001e8200000404020109040000400400200081';
  const modify = `011e82040000040404030203090400010200400d0024008108${'30'.repeat(8)}`;
  const block = `001e8908000404020109040000400d0020008108${'ff'.repeat(8)}`;
  const bcd = '001e81070008040201090400004009002000810820ffffffffffffff';
  const withLength = '001e85480408040201090400004009002000810820ffffffffffffff';
  const all = { verify, modify, block, bcd, 'with-length': withLength };
  return Object.fromEntries(Object.entries(all).map(([name, hex]) => [`${name}.hex`, `${hex}\n`]));
}

function chunksOf({ passages }: Recording, from: Side): Uint8Array[] {
  return passages.filter((each) => each.from === from).map(({ bytes }) => bytes);
}

/** What the host sent, as chunks. */
export function hostChunkFiles(): Files {
  return recordedFiles((recording) => chunksOf(recording, 'host'));
}

/** What the reader sent, as chunks; the flags of the target before them: as it was, and with bSeq made to fit. */
export function readerChunkFiles(): Files {
  return Object.fromEntries(
    Object.entries(RECORDINGS).flatMap(([name, make]) =>
      [0, 1].map((flags) => [
        `${name}-${flags === 0 ? 'as-it-was' : 'resequenced'}.hex`,
        toHexText([Uint8Array.of(flags), ...chunksOf(make(), 'reader')]),
      ]),
    ),
  );
}

/** CCID messages of the host, without frame. */
export function messageFiles(): Files {
  return recordedFiles(({ passages }) =>
    passages
      .filter(({ from, bytes }) => from === 'host' && bytes[1] === 0x06)
      .map(({ bytes }) => bytes.slice(2, -1)),
  );
}

/** Both sides, each chunk behind a byte for its side: 00 host, 01 reader. */
export function trafficFiles(): Files {
  return recordedFiles(
    ({ passages }) => passages.map(({ from, bytes }) => Uint8Array.of(Number(from === 'reader'), ...bytes)),
    false,
  );
}

function recordedFiles(messages: (recording: Recording) => Uint8Array[], withSettings = true): Files {
  return Object.fromEntries(
    Object.entries(RECORDINGS).map(([name, make]) => {
      const recording = make();
      const settings = withSettings ? [settingsMessage(recording.settings)] : [];
      return [`${name}.hex`, toHexText([...settings, ...messages(recording)])];
    }),
  );
}

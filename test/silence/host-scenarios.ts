/**
 * Every command of `tokentwin host`, with secrets in every place where they can be given and on every card that may
 * refuse them. `PORT` stands for the twin's line, `@NAME` for a file.
 */
import type { DscPlus } from '../../emulator/twin/dsc-plus.js';
import {
  CHALLENGE,
  INDICES,
  KEY,
  NEW_PIN,
  PIN,
  unlockAnswerTo,
  WRONG_ANSWER,
  WRONG_PIN,
} from './marked-card.js';
import { line, type Scenario } from './scenario.js';
import { showResponse, type TwinChoice } from './twin-on-line.js';

export interface HostScenario extends Scenario {
  readonly twin: TwinChoice;
}

function wrongPins(twin: DscPlus, count: number): void {
  twin.press('power');
  for (let time = 0; time < count; time += 1) {
    twin.type(WRONG_PIN);
    twin.press('ok');
    twin.advance({ seconds: 2 });
  }
}

function kill(twin: DscPlus): void {
  wrongPins(twin, 5);
  for (let time = 0; time < 10; time += 1) {
    twin.press('ok');
    twin.type(WRONG_ANSWER);
    twin.press('ok');
    twin.advance({ seconds: 2 });
  }
}

const LOCKED: TwinChoice = { prepare: (twin) => wrongPins(twin, 5) };
const DEAD: TwinChoice = { prepare: kill };
const CODES: TwinChoice = { isCodeCard: true };
const SHOWING: TwinChoice = { prepare: (twin) => showResponse(twin, CHALLENGE) };
const SEALED: TwinChoice = { sealed: true };

const on = (text: string) => `host ${text.replace(/^\S+/, '$& --port PORT')}`;
const hexOf = (text: string) => Buffer.from(text).toString('hex');
/** With all that says how a port is opened. */
const opened = (text: string) => `${on(text)} --baud 115200 --stop-bits 2 --slot 0`;
const timed = (text: string) => `${opened(text)} --timeout 20`;
const SELECT = '00A4040006F05457494E01';
const VERIFY = `0020008108${hexOf(PIN)}`;
const RESPOND = `0088000006${hexOf(CHALLENGE)}00`;

type Line = readonly [
  string,
  TwinChoice?,
  { readonly input?: string; readonly environment?: Record<string, string> }?,
];

const SUCCEEDING: readonly Line[] = [
  ['host ports --json'],
  [on('info --baud 9600 --stop-bits 1 --slot 0 --timeout 20')],
  [on('info --json')],
  [on('info'), LOCKED],
  [on('info'), DEAD],
  [on('info'), CODES],
  [on('info --authority @authority.pem'), SEALED],
  [timed(`respond --pin ${PIN} --challenge ${CHALLENGE}`)],
  [on('respond --json --challenge -'), {}, { input: `${CHALLENGE}\n`, environment: { TOKENTWIN_PIN: PIN } }],
  [on(`respond --pin ${PIN} --challenge ${CHALLENGE} --keys --pace 0`)],
  [on(`respond --keypad --challenge ${CHALLENGE}`), { types: [PIN] }],
  [timed(`lookup ${INDICES.join(' ')}`), CODES],
  [on(`lookup ${INDICES.join(' ')} --json`), CODES],
  [timed(`press power ${PIN} ok ${CHALLENGE} ok`)],
  [on(`press power --hold 600 --json`)],
  [timed('display'), SHOWING],
  [on('display --json'), SHOWING],
  [timed('unlock'), LOCKED],
  [on('unlock --json'), LOCKED],
  [timed(`change-pin --pin ${PIN} --new-pin ${NEW_PIN}`)],
  [on('change-pin --keypad'), { types: [PIN, NEW_PIN, NEW_PIN] }],
  [timed(`transmit ${SELECT} ${VERIFY} ${RESPOND}`)],
  [on(`transmit ${SELECT} ${VERIFY} 00CA010500 --json`)],
  ['host conform --list'],
  [on(`conform --pin ${PIN} --key ${KEY} --only card.verify.*,card.respond.*,vectors.*`)],
  [opened(`conform --pin ${PIN} --key ${KEY} --only vectors.* --format json --output @report.json`)],
  [on(`compare --token @my.token --steps 30 --seed 7`)],
  [timed(`compare --token @my.token --steps 10 --json`)],
  [on(`soak --pin ${PIN} --key ${KEY} --logins 3 --state @soak.json`)],
  [timed(`soak --pin ${PIN} --duration 1s --json`)],
  ['host reader-conf --port /dev/ttyUSB0 --reader gempc-twin'],
];

const FAILING: readonly Line[] = [
  ['host ports unexpected'],
  [on('info --authority @odd.csv')],
  ['host info --port unix:@none.sock'],
  [on(`respond --pin ${WRONG_PIN} --challenge ${CHALLENGE}`)],
  [on(`respond --pin ${PIN} --challenge ${PIN}${PIN}`)],
  [on(`respond --pin ${PIN}${PIN} --challenge ${CHALLENGE}`)],
  [on(`respond --pin ${KEY} --challenge ${KEY}`)],
  [on(`respond --pin ${PIN} --challenge ${CHALLENGE}`), LOCKED],
  [on(`respond --pin ${PIN} --challenge ${CHALLENGE} --json`), DEAD],
  [on(`respond --pin ${PIN} --challenge ${CHALLENGE}`), CODES],
  [on(`respond --pin ${WRONG_PIN} --challenge ${CHALLENGE} --keys --pace 0`)],
  [on(`respond --pin ${PIN} --challenge ${CHALLENGE} --keys`), SEALED],
  [on(`respond --keypad --challenge ${CHALLENGE}`), { types: [WRONG_PIN] }],
  [on(`lookup ${PIN}`), CODES],
  [on(`lookup ${INDICES.join(' ')}`)],
  [on(`press ${PIN}x`)],
  [on(`press power --hold ${KEY}`)],
  [on('display'), SEALED],
  [on('unlock')],
  [on(`unlock --answer ${WRONG_ANSWER} --new-pin ${NEW_PIN}`), LOCKED],
  [on(`unlock --answer ${KEY} --new-pin ${NEW_PIN}`), LOCKED],
  [on(`unlock --answer ${WRONG_ANSWER} --new-pin ${NEW_PIN}1`), LOCKED],
  [on(`unlock --answer ${unlockAnswerTo('13957886')} --new-pin ${NEW_PIN}`), DEAD],
  [on(`change-pin --pin ${WRONG_PIN} --new-pin ${NEW_PIN}`)],
  [on(`change-pin --pin ${PIN} --new-pin ${NEW_PIN}1`)],
  [on(`change-pin --pin ${PIN} --new-pin ${NEW_PIN}`), LOCKED],
  [on(`change-pin --keypad --pin ${PIN}`)],
  [on(`transmit ${KEY}0`)],
  [on(`conform --pin ${PIN} --key 00${KEY.slice(2)} --only vectors.*`)],
  [on(`conform --pin ${WRONG_PIN} --key ${KEY} --only vectors.* --format json`)],
  [
    on(`conform --pin ${PIN} --key ${KEY} --only card.verify.* --format junit --output @report.xml`),
    { plantedFault: 'try-not-counted' },
  ],
  [on(`conform --pin ${PIN} --key ${KEY}0`)],
  [on(`compare --token @other.token --steps 40 --seed 7`)],
  [on(`compare --token @my.token --steps 40 --seed 7`), { plantedFault: 'tries-off-by-one' }],
  [on('compare --token @odd.csv')],
  [on(`soak --pin ${PIN} --key 00${KEY.slice(2)} --logins 2`)],
  [on(`soak --pin ${WRONG_PIN} --logins 1`)],
  [on(`soak --pin ${PIN} --logins 2 --state @odd.csv`)],
  [`host monitor --port unix:@none.sock --listen unix:@monitor.sock --pcap @none/none.pcapng`],
  [on(`monitor --listen unix:@monitor.sock --serial pty`)],
  [on('monitor --listen unix:@monitor.sock --quiet --json --baud 9600 --stop-bits 2')],
  ['host reader-conf'],
];

/** @param at the path of a file @param port how a host names the twin's line */
export function hostScenarios(at: (name: string) => string, port: string): readonly HostScenario[] {
  const made =
    (succeeds: boolean) =>
    ([text, twin = {}, more]: Line) => {
      const words = text.replaceAll(/@([a-z./-]+)/g, (_, name: string) => at(name)).replaceAll('PORT', port);
      return { ...line(words, more), twin, succeeds };
    };
  return [...SUCCEEDING.map(made(true)), ...FAILING.map(made(false))];
}

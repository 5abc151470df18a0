/** `tokentwin emulate`: operate devices in the terminal, or by lines of text. */
import { API_OPTIONS } from '../api-choice.js';
import type { Arguments, Command } from '../command.js';
import { EMULATION_OPTIONS, emulateDevices } from '../emulation.js';
import { playDemo } from '../play-demo.js';

export const emulate: Command = {
  name: 'emulate',
  describe: 'operate devices in the terminal (without a command: the demo devices)',
  positionals: [
    {
      name: 'file',
      describe: 'token files, or recordings whose card goes on; none: the demo devices, in memory',
      arity: 'optional list',
    },
  ],
  options: { ...EMULATION_OPTIONS, ...API_OPTIONS },
  examples: [
    ['emulate my.token', 'the card of a token file'],
    ['emulate --profile dsc-plus-classic', 'a demo card of the older generation'],
    ["emulate --headless <<< 'press power'", 'prints the frame PIN>'],
    ['emulate --serial pty', 'the demo devices as smart cards, each in a reader on a serial line'],
    ['emulate my.token --headless --api 8080', 'a card that a test operates by HTTP'],
    ['emulate my.token --headless --listen 127.0.0.1:4000', 'a card that a host reaches by TCP'],
  ],
  run: (given) => emulateDevices(given, null),
};

/** `tokentwin` alone: the terminal with the demo devices, or without a terminal the demo played. */
export async function runDefault(emptyLine: Arguments): Promise<number> {
  if (process.stdout.isTTY && process.stdin.isTTY) return emulate.run(emptyLine);
  return playDemo();
}

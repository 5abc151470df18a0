/** `tokentwin replay`: a recording once more, compared with what happened then, or in another form. */
import { TokentwinError } from '../../../firmware/error.js';
import { displaySvg } from '../../drawing/display-svg.js';
import { maskedCells, maskedText } from '../../drawing/masked.js';
import { readRecordingFile } from '../../files/recording-file.js';
import { animatedSvg, asciicastOf, type CastOptions } from '../../recording/as-cast.js';
import { scriptOf } from '../../recording/as-script.js';
import { parseRecording, type Recording } from '../../recording/recording.js';
import { replayRecording } from '../../recording/replay.js';
import { pastOf, Timeline } from '../../recording/timeline.js';
import type { Frame } from '../../twin/frame.js';
import type { Arguments, Command } from '../command.js';
import { smallNumber } from '../numbers.js';
import { printPng } from '../print-png.js';
import { print, printLine } from '../standard-output.js';

const FORMATS = ['summary', 'frames', 'script', 'asciicast', 'svg', 'png', 'animated-svg'] as const;

function cut(recording: Recording, to: string | undefined): Recording {
  if (to === undefined) return recording;
  const count = smallNumber(to, '--to');
  if (count > recording.inputs.length)
    throw new TokentwinError(
      'ARGUMENT',
      `The recording has ${recording.inputs.length} inputs: --to is more.`,
    );
  return { ...recording, inputs: recording.inputs.slice(0, count), end: null };
}

/** Every frame once, in order. */
function printFrames(recording: Recording, given: Arguments): void {
  const text = (frame: Frame) => (given.flag('show-secrets') ? frame.text : maskedText(frame));
  let last = -1;
  replayRecording(recording, ({ frame }) => {
    if (frame.number === last) return;
    last = frame.number;
    const { number, at, faults } = frame;
    printLine(
      given.flag('json')
        ? JSON.stringify({ number, at, text: text(frame), ...(faults && { faults }) })
        : `#${number} ${text(frame)}${faults === undefined ? '' : ` (${faults.join(', ')})`}`,
    );
  });
}

function printSummary(recording: Recording, given: Arguments): void {
  const { inputs, end } = recording;
  const { number } = replayRecording(recording).frame;
  if (given.flag('json'))
    printLine(JSON.stringify({ inputs: inputs.length, frames: number, complete: end !== null }));
  else {
    const rest = end === null ? ' The recording has no end.' : '';
    printLine(`${inputs.length} inputs replayed: frames, wire bytes and flash are what they were.${rest}`);
  }
}

/** @returns SVG of the display at the end */
function lastPicture(recording: Recording, { showSecrets }: CastOptions): string {
  const { frame } = new Timeline(pastOf(recording)).visit(recording.inputs.length);
  const { segments } = recording.start.profile.display;
  return displaySvg(showSecrets ? frame.cells : maskedCells(frame, segments), segments);
}

export const replay: Command = {
  name: 'replay',
  describe: 'replay a recording, compare it with what happened then, or print it in another form',
  positionals: [{ name: 'recording', describe: 'a file of tokentwin record', arity: 'required' }],
  options: {
    to: { type: 'string', describe: 'only so many inputs' },
    format: {
      type: 'string',
      describe:
        'summary (default), frames, script for tokentwin run, asciicast, svg or png of the display at the end, animated-svg',
      choices: FORMATS,
    },
    'show-secrets': { type: 'boolean', describe: 'show responses and PINs in frames and pictures' },
    json: { type: 'boolean', describe: 'summary and frames as JSON' },
  },
  examples: [
    ['replay login.recording', 'fails at the first difference'],
    ['replay login.recording --format script', 'a script of it; it holds its PINs'],
    ['replay login.recording --format asciicast', 'for asciinema play, masked'],
  ],
  async run(given) {
    const recording = cut(
      parseRecording(readRecordingFile(given.text('recording') as string)),
      given.text('to'),
    );
    const options = { showSecrets: given.flag('show-secrets') };
    switch (given.text('format') ?? 'summary') {
      case 'frames':
        printFrames(recording, given);
        break;
      case 'script':
        print(scriptOf(recording));
        break;
      case 'asciicast':
        print(asciicastOf(recording, options));
        break;
      case 'animated-svg':
        print(animatedSvg(recording, options));
        break;
      case 'svg':
        print(lastPicture(recording, options));
        break;
      case 'png':
        await printPng(lastPicture(recording, options));
        break;
      default:
        printSummary(recording, given);
    }
    return 0;
  },
};

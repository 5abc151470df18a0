/**
 * Runs a script on devices of its own, in virtual time.
 *
 * Promises: what was expected and did not come ends the script, and says what came instead, masked where it is secret;
 * all devices are closed. The same script gives the same outcome on every machine.
 */
import { isTokentwinError, TokentwinError } from '../../../firmware/error.js';
import { displayArt } from '../../drawing/display-art.js';
import { maskedCells, maskedText } from '../../drawing/masked.js';
import type { Device } from '../../twin/device.js';
import type { DscPlus } from '../../twin/dsc-plus.js';
import { makeWrong } from '../make-wrong.js';
import { isCardStatement, operateCard } from '../operate.js';
import type { Statement } from '../statement.js';
import { atLine, parseScript, type ScriptLine, type ScriptStep } from './script.js';

export interface ScriptOptions {
  /** Opens what a `device` line names. @throws TokentwinError */
  readonly open: (source: string, settings: Readonly<Record<string, string>>) => Device;
  readonly close: (device: Device) => void;
  /** Puts the pictures that come into the script instead of comparing them. */
  readonly update: boolean;
  /** Shows what is secret in what came. */
  readonly showSecrets: boolean;
}

/** One thing that was expected. */
export interface Check {
  readonly line: number;
  /** The line of the script, masked where it may be secret. */
  readonly name: string;
  /** null: as expected. */
  readonly failure: string | null;
}

export interface ScriptOutcome {
  readonly checks: readonly Check[];
  /** The script with its pictures as they came; the same text unless `update` changed some. */
  readonly text: string;
}

const DEFAULT_DEVICE = 'card';
/** A card that goes on for ever is not waited for: a response in groups alternates until the card goes off. */
const MAXIMUM_CHANGES = 10_000;

class ScriptRun {
  readonly checks: Check[] = [];
  readonly pictures = new Map<ScriptLine, readonly string[]>();
  readonly #devices = new Map<string, Device>();
  #current = DEFAULT_DEVICE;
  /** What was looked up last, by device. */
  readonly #values = new Map<string, string>();

  constructor(private readonly options: ScriptOptions) {}

  close(): void {
    for (const device of this.#devices.values()) this.options.close(device);
  }

  /** @returns false when what was expected did not come */
  run(line: ScriptLine): boolean {
    const { step } = line;
    switch (step.type) {
      case 'device':
        this.#add(step);
        return true;
      case 'statement':
        this.#operate(step.device, step.statement);
        return true;
      case 'expect text':
        return this.#check(line, this.#shows(this.#card(step.device), step.text));
      case 'expect value': {
        const found = this.#values.get(step.device ?? this.#current) ?? '';
        return this.#check(line, found === step.value ? null : `looked up was ${this.#hidden(found)}`);
      }
      case 'wait':
        return this.#check(line, this.#wait(this.#card(step.device), step.text));
      case 'expect frame':
        return this.#compare(line, step);
    }
  }

  #add({ name, source, settings }: Extract<ScriptStep, { type: 'device' }>): void {
    if (this.#devices.has(name))
      throw new TokentwinError('SCRIPT_LINE', `There is a device ${name} already: use another name.`);
    this.#devices.set(name, this.options.open(source, settings));
    this.#current = name;
  }

  #device(name: string | null): Device {
    const wanted = name ?? this.#current;
    if (this.#devices.size === 0 && wanted === DEFAULT_DEVICE)
      this.#devices.set(DEFAULT_DEVICE, this.options.open('demo', {}));
    const device = this.#devices.get(wanted);
    if (device === undefined)
      throw new TokentwinError('SCRIPT_LINE', `There is no device ${wanted}: make it with a device line.`);
    return device;
  }

  #card(name: string | null): DscPlus {
    const { kind, twin } = this.#device(name);
    if (kind !== 'dsc-plus')
      throw new TokentwinError('SCRIPT_LINE', 'A code card has no keys and no display: use lookup.');
    return twin;
  }

  #operate(name: string | null, statement: Statement): void {
    if (isCardStatement(statement)) operateCard(this.#card(name), statement);
    else if (statement.type === 'fault') makeWrong(this.#device(name), statement.fault);
    else if (statement.type === 'lookup') {
      const device = this.#device(name);
      if (device.kind !== 'security-code-card')
        throw new TokentwinError('SCRIPT_LINE', 'Only a code card is looked up.');
      this.#values.set(name ?? this.#current, device.twin.values(statement.indices));
    } else if (statement.type !== 'frame')
      throw new TokentwinError('SCRIPT_LINE', 'The device of a script is in no reader.');
  }

  /** @returns null, or what it shows instead */
  #shows(twin: DscPlus, text: string): string | null {
    const { frame } = twin;
    if (frame.text === text) return null;
    const shown = this.options.showSecrets ? frame.text : maskedText(frame);
    return shown === '' ? 'the display is dark' : `the display shows "${shown}"`;
  }

  #wait(twin: DscPlus, text: string): string | null {
    let failure = this.#shows(twin, text);
    for (let changes = 0; failure !== null && changes < MAXIMUM_CHANGES; changes += 1) {
      const ms = twin.msToNextChange;
      if (ms === null) return `${failure}, and nothing changes any more`;
      twin.advance({ ms });
      failure = this.#shows(twin, text);
    }
    return failure;
  }

  #compare(line: ScriptLine, step: Extract<ScriptStep, { type: 'expect frame' }>): boolean {
    const twin = this.#card(step.device);
    const { frame } = twin;
    const { segments } = twin.profile.display;
    const picture = displayArt(frame.cells, segments).map((row) => row.trimEnd());
    if (this.options.update) {
      this.pictures.set(line, picture);
      return this.#check(line, null);
    }
    if (step.picture.length === 0) return this.#check(line, 'the picture is missing: write it with --update');
    const isSame = step.picture.map((row) => row.trimEnd()).join('\n') === picture.join('\n');
    if (isSame) return this.#check(line, null);
    const cells = this.options.showSecrets ? frame.cells : maskedCells(frame, segments);
    const shown = displayArt(cells, segments).map((row) => `  ${row}`);
    return this.#check(line, ['the display shows', ...shown].join('\n'));
  }

  #hidden(value: string): string {
    if (value === '') return 'nothing';
    return this.options.showSecrets ? value : 'something else';
  }

  #check({ line, text }: ScriptLine, failure: string | null): boolean {
    this.checks.push({ line, name: this.options.showSecrets ? text : withoutSecrets(text), failure });
    return failure === null;
  }
}

/** A line of a script for a report: what may be a response or a code in it is masked. */
function withoutSecrets(text: string): string {
  return text
    .replace(/^((?:\S+:\s+)?expect value ).*$/, '$1...')
    .replace(/[0-9]{4,}/g, (digits) => '-'.repeat(digits.length));
}

function withPictures(text: string, pictures: ReadonlyMap<ScriptLine, readonly string[]>): string {
  const lines = text.split('\n');
  for (const [{ line, lines: taken }, picture] of [...pictures].reverse())
    lines.splice(line, taken - 1, ...picture.map((row) => `| ${row}`.trimEnd()));
  return lines.join('\n');
}

/**
 * Runs a script.
 *
 * @throws TokentwinError SCRIPT_LINE with line and column for what cannot be read or done
 */
export function runScript(text: string, options: ScriptOptions): ScriptOutcome {
  const script = parseScript(text);
  const run = new ScriptRun(options);
  try {
    for (const line of script) {
      try {
        if (!run.run(line)) break;
      } catch (error) {
        throw isTokentwinError(error) ? atLine(line.line, error) : error;
      }
    }
    return { checks: run.checks, text: withPictures(text, run.pictures) };
  } finally {
    run.close();
  }
}

/**
 * Devices for the emulator: demo devices of a profile, token files, or recordings, whose card goes on.
 */
import { TokentwinError } from '../../firmware/error.js';
import { hexBytes } from '../../firmware/oath/bytes.js';
import type { ClockMode } from '../board/virtual-clock.js';
import { isRecordingFile, readRecordingFile } from '../files/recording-file.js';
import { readTokenFile } from '../files/token-files.js';
import { parseRecording } from '../recording/recording.js';
import { pastOf, Timeline } from '../recording/timeline.js';
import type { Device } from '../twin/device.js';
import { DscPlus } from '../twin/dsc-plus.js';
import { SecurityCodeCard } from '../twin/security-code-card.js';
import { profileNamed } from './profile-choice.js';

function isFileName(source: string): boolean {
  return /[./]/.test(source) && !source.endsWith('.json');
}

export class DeviceOpener {
  /**
   * @param options.seed for what the devices draw at random
   */
  constructor(private readonly options: { readonly seed: string; readonly clock: ClockMode }) {}

  /** A demo device, in memory. @throws TokentwinError PROFILE_… */
  openProfile(name: string): Device {
    const profile = profileNamed(name);
    const label = `${profile.name} (demo)`;
    if (profile.kind === 'dsc-plus') {
      return { kind: 'dsc-plus', name: label, twin: DscPlus.demo({ ...this.options, profile }), file: null };
    }
    return { kind: 'security-code-card', name: label, twin: SecurityCodeCard.demo({ profile }), file: null };
  }

  /**
   * A token file, a recording, `demo` for the demo card, or a profile when the file is JSON.
   *
   * @throws TokentwinError FILE_…, TOKEN_FILE_…, PROFILE_…, RECORDING_INVALID
   */
  openFile(file: string): Device {
    if (file.trim() === '') throw new TokentwinError('ARGUMENT', 'Write the name of a file.');
    if (file === 'demo') return this.openProfile('dsc-plus');
    if (file.endsWith('.json')) return this.openProfile(file.includes('/') ? file : `./${file}`);
    if (isRecordingFile(file)) return this.#openRecording(file);
    const { kind } = readTokenFile(file).header;
    if (kind === 'dsc-plus') {
      const twin = DscPlus.open(file, { ...this.options, startMs: Date.now() });
      return { kind, name: file, twin, file };
    }
    return { kind, name: file, twin: SecurityCodeCard.open(file), file };
  }

  /** The card of a recording as it was at the end, in memory: the recording stays as it is. */
  #openRecording(file: string): Device {
    const recording = parseRecording(readRecordingFile(file));
    const snapshot = new Timeline(pastOf(recording)).visit(recording.inputs.length).snapshot();
    if (snapshot === null)
      throw new TokentwinError(
        'RECORDING_INVALID',
        'At the end of the recording a reader gives the card power: only a card that is in none goes on.',
      );
    const twin = DscPlus.resume(snapshot, this.options.clock);
    return { kind: 'dsc-plus', name: file, twin, file: null };
  }

  /** A file when it is written as one, with a dot or a slash, else a demo device of a profile. */
  openSource(source: string): Device {
    return isFileName(source)
      ? this.openFile(source)
      : this.openProfile(source === 'demo' ? 'dsc-plus' : source);
  }

  /**
   * A device of a script: `demo`, a profile with what is set, or a token file, which no setting changes.
   *
   * @throws TokentwinError ARGUMENT, PIN_FORMAT, PIN_WEAK, KEY_LENGTH, CARD_SERIAL, and as `openFile`
   */
  openForScript(source: string, settings: Readonly<Record<string, string>>): Device {
    if (Object.keys(settings).length === 0) return this.openSource(source);
    if (isFileName(source) || source === 'demo')
      throw new TokentwinError(
        'ARGUMENT',
        'A demo device and a token file are as they are: only a profile takes settings.',
      );
    const profile = profileNamed(source);
    const { pin, key, serial, seed = this.options.seed } = settings;
    if (profile.kind !== 'dsc-plus') {
      if (pin !== undefined || key !== undefined)
        throw new TokentwinError('ARGUMENT', 'A code card has neither PIN nor key.');
      const made = SecurityCodeCard.make({
        profile,
        seed,
        ...(serial !== undefined && { serialNumber: serial }),
      });
      return { kind: 'security-code-card', name: source, twin: made, file: null };
    }
    const twin = DscPlus.make({
      ...this.options,
      profile,
      seed,
      ...(pin !== undefined && { pin }),
      ...(key !== undefined && { key: hexBytes(key, 'key') }),
      ...(serial !== undefined && { serialNumber: serial }),
    });
    return { kind: 'dsc-plus', name: source, twin, file: null };
  }
}

/**
 * What every exhibit must answer: the manifest of one version's folder, `manifest.json`.
 */

/** Of the card's state; keys in hexadecimal. */
export interface DscPlusAnswers {
  readonly kind: 'dsc-plus';
  readonly serialNumber: string;
  readonly key: string | null;
  readonly pin: string | null;
  /** null where wrong PINs are not counted. */
  readonly triesLeft: number | null;
  readonly locked: boolean;
  readonly dead: boolean;
  /** Of the next response, decimal; null when the suite has none. */
  readonly counter: string | null;
  /** How often it was switched on. */
  readonly activations: number;
  /** What it shows when it is switched on. */
  readonly display: string;
  /** A login that it must answer; null on a card that takes none. */
  readonly login: { readonly pin: string; readonly challenge: string; readonly response: string } | null;
  /** The question of a locked card and the desk's answer. */
  readonly unlock: { readonly question: string; readonly answer: string; readonly triesLeft: number } | null;
}

export interface CodeCardAnswers {
  readonly kind: 'security-code-card';
  readonly serialNumber: string;
  readonly checkValue: string;
  /** Codes by index number. */
  readonly codes: Readonly<Record<string, string>>;
  /** Unix seconds; null = never. */
  readonly expires: number | null;
}

export interface Exhibit {
  /** Of the file, without ending. */
  readonly name: string;
  /** What is to be seen. */
  readonly shows: string;
  readonly profile: string;
  readonly answers: DscPlusAnswers | CodeCardAnswers;
}

export interface Manifest {
  /** Versions of what wrote the files. */
  readonly tokenFileVersion: number;
  readonly firmwareVersion: string;
  readonly exhibits: readonly Exhibit[];
}

/** An exhibit with its token file. */
export interface MadeExhibit extends Exhibit {
  readonly bytes: Uint8Array;
}

/**
 * What requests and answers of the HTTP API hold, as types.
 *
 * Written by `npm run api-client` from the document of the API: change that, not this.
 */

export type KeyName = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | 'power' | 'back' | 'ok';

export interface Cell {
  readonly character: string;
  readonly segments: number;
}

export interface Frame {
  readonly number: number;
  readonly at: number;
  readonly text: string;
  readonly cells: readonly Cell[];
  readonly isSecret?: true;
  readonly isMasked?: true;
  readonly faults?: readonly string[];
}

export interface TwinSummary {
  readonly id: string;
  readonly kind: 'dsc-plus' | 'security-code-card';
  readonly name: string;
  readonly profile: string;
  readonly serialNumber: string;
  readonly origin: 'api' | 'emulator';
}

export interface TwinList {
  readonly twins: readonly TwinSummary[];
}

export interface ServerInfo {
  readonly product: 'tokentwin';
  readonly version: string;
  readonly warning: string;
  readonly twins: number;
  readonly waiting: number;
  readonly streams: number;
  readonly showsSecrets: boolean;
}

export interface ResponseShown {
  readonly response: string | null;
}

export interface Faults {
  readonly nextResponse: 'wrong' | 'swapped' | null;
  readonly deadSegments: readonly { readonly cell: number; readonly segment: string }[];
  readonly stuckKey: KeyName | null;
  readonly bouncingKey: KeyName | null;
  readonly slowMs: number;
  readonly clockDriftPpm: number;
}

export interface DscPlusStatus {
  readonly kind: 'dsc-plus';
  readonly state: string;
  readonly serialNumber: string;
  readonly triesLeft: number | null;
  readonly locked: boolean;
  readonly dead: boolean;
  readonly counter: string | null;
  readonly activations: number;
  readonly batteryPercent: number;
  readonly timeMs: number;
  readonly faults: Faults;
}

export interface CodeCardStatus {
  readonly kind: 'security-code-card';
  readonly serialNumber: string;
  readonly checkValue: string;
  readonly expiresUnixSeconds: number | null;
  readonly smudged: readonly number[];
  readonly misprinted: readonly number[];
}

export type TwinStatus = DscPlusStatus | CodeCardStatus;

export interface Snapshot {
  readonly name: string;
  readonly atMs: number;
  readonly frame: number;
}

export interface SnapshotList {
  readonly snapshots: readonly Snapshot[];
}

export interface ResponseApdu {
  readonly response: string;
}

export interface AnswerToReset {
  readonly atr: string;
}

export interface CardValues {
  readonly entries: readonly { readonly index: number; readonly code: string }[];
  readonly values: string;
}

export interface PastPoint {
  readonly position: number;
  readonly length: number;
  readonly folded: number;
  readonly isOver: boolean;
  readonly input: string | null;
  readonly state: string;
  readonly frame: Frame;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly place?: string;
}

export type OpenApiDocument = Readonly<Record<string, unknown>>;

export interface NewDscPlus {
  readonly kind?: 'dsc-plus';
  readonly profile?: string | Readonly<Record<string, unknown>>;
  readonly demo?: boolean;
  readonly name?: string;
  readonly pin?: string;
  readonly key?: string;
  readonly unlockKey?: string;
  readonly serialNumber?: string;
  readonly suite?: string;
  readonly seed?: string;
  readonly startMs?: number;
}

export interface PrintFaults {
  readonly smudged?: readonly number[];
  readonly misprinted?: readonly number[];
}

export interface NewSecurityCodeCard {
  readonly kind: 'security-code-card';
  readonly profile?: string | Readonly<Record<string, unknown>>;
  readonly demo?: boolean;
  readonly name?: string;
  readonly cardSeed?: string;
  readonly codes?: readonly string[];
  readonly serialNumber?: string;
  readonly seed?: string;
  readonly startUnixSeconds?: number;
  readonly smudged?: readonly number[];
  readonly misprinted?: readonly number[];
}

export type NewTwin = NewDscPlus | NewSecurityCodeCard;

export type KeyStep =
  | { readonly press: KeyName }
  | { readonly hold: KeyName; readonly ms: number }
  | { readonly type: string }
  | { readonly down: KeyName }
  | { readonly up: KeyName };

export interface FrameQuery {
  readonly after?: string;
  readonly text?: string;
}

export interface ScreenQuery {
  readonly format?: 'text' | 'svg';
}

export interface TimeStep {
  readonly advanceMs: number;
}

export interface BatteryCharge {
  readonly percent: number | null;
}

export interface FaultChanges {
  readonly nextResponse?: 'wrong' | 'swapped' | null;
  readonly deadSegments?: readonly { readonly cell: number; readonly segment: string }[];
  readonly stuckKey?: KeyName | null;
  readonly bouncingKey?: KeyName | null;
  readonly slowMs?: number;
  readonly clockDriftPpm?: number;
}

export interface NewSnapshot {
  readonly name: string;
}

export interface CommandApdu {
  readonly command: string;
}

export interface Lookup {
  readonly indices: readonly number[];
}

export type Nothing = Record<string, never>;

export interface PastQuery {
  readonly position: string;
}

export interface Branch {
  readonly position: number;
}

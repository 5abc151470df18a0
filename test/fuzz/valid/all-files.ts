/**
 * The valid inputs of every target, by target and file.
 */

import { attestationFiles, benchAnswerFiles, hostAnswerFiles } from './answers.js';
import { apiFiles } from './api-requests.js';
import { codeCardFiles, dscPlusFiles, vpcdFiles } from './cards.js';
import {
  atrFiles,
  hostChunkFiles,
  messageFiles,
  pinStructureFiles,
  readerChunkFiles,
  strictT1Files,
  t1CardFiles,
  t1HostFiles,
  trafficFiles,
} from './link.js';

import { radiusFiles } from './radius.js';
import { recordingFiles } from './recordings.js';
import { slsFiles } from './sls-requests.js';
import {
  addressFiles,
  batchFiles,
  csvFiles,
  headlessFiles,
  profileFiles,
  scriptFiles,
  soakFiles,
  suiteFiles,
  terminalInputFiles,
  tokenFileFiles,
  vectorFiles,
} from './texts.js';

export function validFiles(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return {
    't1-card': t1CardFiles(),
    't1-host': t1HostFiles(),
    'apdu-dsc-plus': dscPlusFiles(),
    'apdu-code-card': codeCardFiles(),
    atr: atrFiles(),
    vpcd: vpcdFiles(),
    'serial-reader': hostChunkFiles(),
    'serial-driver': readerChunkFiles(),
    ccid: messageFiles(),
    monitor: trafficFiles(),
    'strict-t1': strictT1Files(),
    'token-file': tokenFileFiles(),
    profile: profileFiles(),
    suite: suiteFiles(),
    csv: csvFiles(),
    batch: batchFiles(),
    'vector-file': vectorFiles(),
    'soak-file': soakFiles(),
    address: addressFiles(),
    'terminal-input': terminalInputFiles(),
    headless: headlessFiles(),
    script: scriptFiles(),
    recording: recordingFiles(),
    'host-answers': hostAnswerFiles(),
    attestation: attestationFiles(),
    'bench-answers': benchAnswerFiles(),
    'pin-structure': pinStructureFiles(),
    api: apiFiles(),
    radius: radiusFiles(),
    sls: slsFiles(),
  };
}

/** `tokentwin sls demo`: a store with people, and token files of what they hold. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TokentwinError } from '../../../../firmware/error.js';
import { encodeTokenFile, type TokenHeader } from '../../../../firmware/token-file/token-file.js';
import type { UserToAdd } from '../../../../host/sls/desk.js';
import { type Identification, NO_PERSONAL_DATA } from '../../../../host/sls/records/people.js';
import type { SecureLoginSystem } from '../../../../host/sls/system.js';
import { createTokenFile } from '../../../files/token-files.js';
import { newDscPlus } from '../../../twin/new-dsc-plus.js';
import { newCodeCard } from '../../../twin/security-code-card.js';
import { stockOfTokenFile } from '../../../verifier/stock-device.js';
import { type CommandBody, JSON_OPTION } from '../../command.js';
import { printLine } from '../../standard-output.js';

const FOLDER = 'sls-demo';
const PASSWORD = 'demo1234';
const PIN = '2580';

interface DemoDevice {
  readonly profile: string;
  readonly serialNumber: string;
}

interface DemoPerson {
  readonly userName: string;
  readonly about: string;
  readonly identification: Identification;
  /** A further name of the person before. */
  readonly isSamePerson?: true;
  readonly devices: readonly DemoDevice[];
}

function born(birthDate: string, country: string, number: string): Identification {
  return {
    ...{ birthDate, citizenship: country, legalResidence: country, socialSecurityNumber: null },
    document: { type: 'passport', number },
  };
}

const ANNA = born('1971-03-14', 'CH', 'X1234567');

const PEOPLE: readonly DemoPerson[] = [
  {
    ...{ userName: 'anna', about: 'a DSC+ that checks its PIN', identification: ANNA },
    devices: [{ profile: 'dsc-plus', serialNumber: '10010001' }],
  },
  {
    ...{ userName: 'anna2', about: 'another name of anna: no device yet, shares hers', identification: ANNA },
    ...{ isSamePerson: true, devices: [] },
  },
  {
    ...{ userName: 'bert', about: 'a Security Code Card', identification: born('1985-07-02', 'DE', 'C4711') },
    devices: [{ profile: 'security-code-card', serialNumber: '20010001' }],
  },
  {
    ...{
      userName: 'carla',
      about: 'two devices to choose from',
      identification: born('1990-10-20', 'IT', 'YA99'),
    },
    devices: [
      { profile: 'dsc-plus-soft', serialNumber: '10010002' },
      { profile: 'security-code-card', serialNumber: '20010002' },
    ],
  },
  {
    ...{
      userName: 'dora',
      about: 'a DSC+ with a counter',
      identification: born('1966-01-05', 'AT', 'P55501'),
    },
    devices: [{ profile: 'dsc-plus-counter', serialNumber: '10010003' }],
  },
  {
    ...{
      userName: 'emil',
      about: 'no device: name and password open a session',
      identification: born('2001-08-30', 'FR', 'F1'),
    },
    devices: [],
  },
];

/** The demo's secrets are drawn from a published seed: everybody has the same. */
function tokenBytes({ profile, serialNumber }: DemoDevice): Uint8Array {
  const seed = `tokentwin sls demo ${serialNumber}`;
  if (profile === 'security-code-card') {
    const made = newCodeCard({ profile, serialNumber, seed });
    const { pageBytes, pageCount, cells } = made.flash;
    const header: TokenHeader = {
      ...{ kind: 'security-code-card', profile: { ...made.profile } },
      flash: { pageBytes, pageCount },
    };
    return encodeTokenFile(header, cells);
  }
  const isSoft = profile === 'dsc-plus-soft';
  const made = newDscPlus({ profile, serialNumber, seed, ...(!isSoft && { pin: PIN }) });
  return encodeTokenFile(
    { kind: 'dsc-plus', profile: { ...made.profile }, flash: made.profile.flash },
    made.cells,
  );
}

interface Shown {
  readonly userName: string;
  readonly about: string;
  readonly files: readonly string[];
}

async function seed({ desk }: SecureLoginSystem, folder: string): Promise<readonly Shown[]> {
  const shown: Shown[] = [];
  let entityId = '';
  let accountId: string | null = null;
  for (const { userName, about, identification, isSamePerson, devices } of PEOPLE) {
    if (isSamePerson !== true) {
      const entity = {
        kind: 'person',
        name: userName,
        identification,
        personalData: NO_PERSONAL_DATA,
      } as const;
      entityId = (await desk.addEntity(entity)).id;
      accountId = null;
    }
    const user: UserToAdd = {
      ...{ userName, password: PASSWORD, entityId, accountId, equityUsd: 2_000_000 },
      accountKind: 'individual',
    };
    accountId = (await desk.addUser(user)).accountId;
    const files: string[] = [];
    for (const device of devices) {
      const file = join(folder, `${userName}-${device.profile}.token`);
      createTokenFile(file, tokenBytes(device));
      const { id } = await desk.takeIntoStock(stockOfTokenFile(file, PIN));
      await desk.handOver(userName, id);
      files.push(file);
    }
    shown.push({ userName, about, files });
  }
  return shown;
}

function explain(folder: string, people: readonly Shown[]): void {
  printLine(`Password ${PASSWORD} and PIN ${PIN} for all; test devices, not issued by any broker.`);
  for (const { userName, about, files } of people) {
    printLine(`  ${userName.padEnd(6)} ${about}`);
    for (const file of files) printLine(`         ${file}`);
  }
  printLine('');
  printLine('Serve it, ask for a challenge, answer it:');
  printLine(`  tokentwin sls serve --database ${join(folder, 'store')} --port 8090`);
  printLine(`  curl -s http://127.0.0.1:8090/login -H 'Content-Type: application/json' \\`);
  printLine(`    -d '{"entrance":"portal","userName":"anna","password":"${PASSWORD}"}'`);
  printLine(`  tokentwin respond ${join(folder, 'anna-dsc-plus.token')} --pin ${PIN} --challenge QUESTION`);
  printLine(`  curl -s http://127.0.0.1:8090/questions/HANDLE/answer -H 'Content-Type: application/json' \\`);
  printLine(`    -d '{"response":"RESPONSE"}'`);
}

export const slsDemo: CommandBody = {
  positionals: [{ name: 'folder', describe: `a new folder; default ${FOLDER}`, arity: 'optional' }],
  options: { json: JSON_OPTION },
  examples: [['sls demo', `people and their devices in the folder ${FOLDER}`]],
  async run(given) {
    const folder = given.text('folder') ?? FOLDER;
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch (error) {
      const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
      throw isThere
        ? new TokentwinError('FILE_EXISTS', `There is a ${folder} already: name another folder.`)
        : new TokentwinError('FILE_ACCESS', `The folder ${folder} cannot be made.`);
    }
    const { openSystem } = await import('../../../../host/sls/runtime/open-system.js');
    const opened = await openSystem({ database: join(folder, 'store') });
    let people: readonly Shown[];
    try {
      people = await seed(opened.system, folder);
    } finally {
      await opened.close();
    }
    if (given.flag('json')) printLine(JSON.stringify({ folder, password: PASSWORD, pin: PIN, people }));
    else explain(folder, people);
    return 0;
  },
};

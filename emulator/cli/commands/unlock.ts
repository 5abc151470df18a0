/** `tokentwin unlock`: the desk's answer to a locked card. */
import { checkDscPlusProfile } from '../../../firmware/dsc-plus/profile-validation.js';
import { TokentwinError } from '../../../firmware/error.js';
import { readDscPlus } from '../../../firmware/token-file/read-token.js';
import { unlockAnswer } from '../../../host/desk/unlock-answer.js';
import { readTokenFile } from '../../files/token-files.js';
import { DscPlus } from '../../twin/dsc-plus.js';
import { type Command, JSON_OPTION } from '../command.js';
import { printLine } from '../standard-output.js';

function unlockParts(file: string) {
  if (file === 'demo') {
    const demo = DscPlus.demo();
    return { profile: demo.profile, unlockKey: demo.secrets().unlockKey };
  }
  const { header, flash } = readTokenFile(file);
  if (header.kind !== 'dsc-plus') {
    throw new TokentwinError('TOKEN_FILE_KIND', `The token file ${file} is a code card, which never locks.`);
  }
  return { profile: checkDscPlusProfile(header.profile), unlockKey: readDscPlus(flash).unlockKey };
}

export const unlock: Command = {
  name: 'unlock',
  describe: 'answer the question of a locked card, as the desk would',
  positionals: [{ name: 'file', describe: 'a token file, or demo for the demo card', arity: 'required' }],
  options: {
    challenge: { type: 'string', describe: 'the 8 digits that the locked card shows' },
    json: JSON_OPTION,
  },
  examples: [['unlock demo --challenge 13957886', 'type the answer at UNLOCK>']],
  run(given) {
    const file = given.text('file') as string;
    const question = given.text('challenge');
    if (question === undefined)
      throw new TokentwinError('ARGUMENT', 'Give --challenge with the digits that the locked card shows.');
    const { profile, unlockKey } = unlockParts(file);
    if (profile.pin.check === 'soft') {
      throw new TokentwinError('UNLOCK_NOT_SUPPORTED', 'This card has a soft PIN: it never locks.');
    }
    if (unlockKey === null) throw new TokentwinError('CARD_DEAD', 'The card is dead: its keys were wiped.');
    const answer = unlockAnswer(profile.pin.unlockSuite, unlockKey, question);
    printLine(given.flag('json') ? JSON.stringify({ answer }) : answer);
    return 0;
  },
};

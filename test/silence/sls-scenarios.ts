/**
 * The commands of `sls`, with secrets in every place where they can be given, one after the other on one store.
 */
import { CARD_VALUES, KEY, NEW_PIN, PIN, UNLOCK_KEY, UNLOCK_QUESTION } from './marked-card.js';
import { line, type Scenario } from './scenario.js';

export const PASSWORD = 'marked-passw0rd-77310946';
export const STORE_KEY = '6d61726b65642073746f7265206b65792c206e6f7468696e6720746f206b6565';
export const DOCUMENT = 'M4RK3D-D0CUMENT';

/** @param at the path of a file in the folder */
export function slsScenarios(at: (name: string) => string): readonly Scenario[] {
  const store = `--database ${at('store')} --key-file ${at('marked.key')}`;
  const person = `--birth-date 1971-03-14 --citizenship CH --document passport:${DOCUMENT}`;
  const ok = (words: string, environment = {}) => ({ ...line(words, { environment }), succeeds: true });
  const bad = (words: string, environment = {}) => ({ ...line(words, { environment }), succeeds: false });
  return [
    ok(`sls demo ${at('demo')} --json`),
    bad(`sls demo ${at('demo')}`),
    ok(
      `sls user add anna --password ${PASSWORD} ${person} --residence CH --ssn ${PIN} --equity 5 ${store} --json`,
    ),
    bad(`sls user add anna --password ${PASSWORD} ${person} ${store}`),
    bad(`sls user add Anna --password ${PASSWORD} ${person} ${store}`),
    bad(`sls user add bert --password ${PASSWORD} --entity ${KEY} --account ${KEY} ${store}`),
    bad(`sls user add bert --password ${PASSWORD} ${person} --document ${DOCUMENT} ${store}`),
    bad(
      `sls user add bert --password ${PASSWORD} --birth-date ${PIN} --citizenship CH --document passport:x ${store}`,
    ),
    bad(`sls user add bert --password ${PIN} ${person} ${store}`),
    bad(`sls user add bert ${person} ${store}`),
    ok(`sls user list ${store}`),
    ok(`sls user show anna ${store}`),
    bad(`sls user show ${PASSWORD} ${store}`),
    ok(`sls user password anna ${store}`, { TOKENTWIN_PASSWORD: PASSWORD }),
    ok(`sls user release anna ${store}`),
    bad(`sls user ${PASSWORD} anna ${store}`),
    bad(`sls user show anna`),
    bad(`sls user list --database ${at('store')} --key-file ${at('odd.csv')}`),
    bad(`sls user list --database ${at('store')}`, { TOKENTWIN_SLS_KEY: KEY.repeat(2).slice(0, 64) }),
    ok(`sls device import ${at('my.token')} --user anna --pin ${PIN} ${store} --json`),
    bad(`sls device import ${at('my.token')} --pin ${PIN} ${store}`),
    bad(`sls device import ${at('odd.csv')} ${store}`),
    ok(`sls device import ${at('codes.token')} ${store}`),
    ok(`sls device list ${store}`),
    bad(`sls device show ${KEY} ${store}`),
    bad(`sls device end ${KEY} --reason ${PIN} ${store}`),
    bad(`sls device hand-over ${KEY} --user anna ${store}`),
    bad(`sls device pin ${KEY} --pin ${NEW_PIN} ${store}`),
    ok(`sls desk temporary-code --user anna ${store} --json`),
    bad(`sls desk temporary-code --user anna ${store}`),
    bad(`sls desk unlock --device ${KEY} --question ${UNLOCK_QUESTION} ${store}`),
    ok(`sls desk orders ${store}`),
    bad(`sls desk post --order ${KEY} --device ${UNLOCK_KEY} ${store}`),
    bad(`sls desk approve --user anna --device ${KEY} ${store}`),
    ok(`sls desk messages ${store}`),
    ok(`sls desk audit ${store}`),
    bad(`sls desk ${CARD_VALUES} ${store}`),
    bad(`sls serve --port ${PIN}`),
    bad(`sls serve --rate-limit ${KEY}`),
    bad(`sls serve --failure-limit 101`),
    bad(`sls serve --radius 0`, { TOKENTWIN_RADIUS_SECRET: 'short' }),
    bad(`sls serve --messages-to ${PASSWORD}`),
    bad(`sls serve --name ${KEY}`),
    bad(`sls serve --port 0`, { TOKENTWIN_SLS_DESK_TOKEN: PASSWORD }),
  ];
}

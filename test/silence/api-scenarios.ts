/**
 * The commands that offer devices by HTTP, with secrets in every place where they can be given. Those that serve until a
 * signal are tried in `api-commands.test.ts`.
 */
import { KEY, PIN } from './marked-card.js';
import { line, type Scenario } from './scenario.js';

/** @param at the path of a file in the folder */
export function apiScenarios(at: (name: string) => string): readonly Scenario[] {
  const silent = `-- ${process.execPath} -e 0`;
  const succeeding = [
    line(`with --device card=${at('marked.json')} --seed marked --show-secrets ${silent}`),
    line(`with --device card=${at('my.token')} ${silent}`),
    line(`with --device card=${at('my.token')} --user anna=card --user bert ${silent}`),
    line(`with ${silent} -- --pin ${PIN}`, { environment: { TOKENTWIN_PIN: PIN } }),
  ];
  const failing = [
    line(`with -- ${at('none')}/${KEY}`),
    line(`with --device ${KEY} ${silent}`),
    line(`with --device card=${KEY} ${silent}`),
    line(`with --device card=${at('odd.csv')} ${silent}`),
    line(`with --device ${PIN}=dsc-plus ${silent}`),
    line(`with --device a=dsc-plus --device A=dsc-plus ${silent}`),
    line(`with --user ${KEY}=${PIN} ${silent}`),
    line(`with --user ${PIN} ${silent}`),
    line('with'),
    line(`api --port ${KEY}`),
    line('api --port 70000 --show-secrets --json'),
    line(`emulate ${at('my.token')} --headless --api ${KEY}`),
    line(`emulate ${at('my.token')} --headless --api 70000 --show-secrets`),
    line(`emulate ${at('my.token')} --headless --sealed --api 0`),
    line(`emulate ${at('my.token')} --headless --show-secrets`),
  ];
  return [
    ...succeeding.map((scenario) => ({ ...scenario, succeeds: true })),
    ...failing.map((scenario) => ({ ...scenario, succeeds: false })),
  ];
}

/** What `api-commands.test.ts` runs. */
export const SERVING: readonly Scenario[] = [{ words: ['api'], succeeds: true }];

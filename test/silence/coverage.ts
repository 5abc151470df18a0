/**
 * Whether some scenarios cover all commands of the program and all their options, so that a new one cannot be left
 * out.
 */
import type { CommandBody } from '../../emulator/cli/command.js';
import { COMMANDS, GROUPS } from '../../emulator/cli/registry.js';
import { commandOf, type Scenario } from './scenario.js';

/**
 * Every command by the words that call it; but for `bench`, which is given no secret: its keys are those of the
 * standards. Run to its end it takes minutes.
 */
export async function allCommands(): Promise<ReadonlyMap<string, CommandBody>> {
  const grouped = GROUPS.flatMap(({ name, commands }) =>
    commands.map(async (command) => [`${name} ${command.name}`, await command.load()] as const),
  );
  const plain = COMMANDS.filter(({ name }) => name !== 'bench').map(
    async (command) => [command.name, 'load' in command ? await command.load() : command] as const,
  );
  return new Map<string, CommandBody>(await Promise.all([...plain, ...grouped]));
}

/** What no scenario shows, in words. */
export function gaps(name: string, { options }: CommandBody, scenarios: readonly Scenario[]): string[] {
  const own = scenarios.filter(({ words }) => commandOf(words) === name);
  const used = new Set(own.flatMap(({ words }) => words));
  return [
    ...(own.some(({ succeeds }) => succeeds) ? [] : [`${name} never succeeds`]),
    ...(own.some(({ succeeds }) => !succeeds) ? [] : [`${name} never fails`]),
    ...Object.keys(options)
      .filter((option) => !used.has(`--${option}`))
      .map((option) => `${name} is never given --${option}`),
  ];
}

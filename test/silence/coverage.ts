/**
 * Whether some scenarios cover all commands of the program and all their options, so that a new one cannot be left
 * out.
 */
import type { CommandBody } from '../../emulator/cli/command.js';
import { COMMANDS, GROUPS } from '../../emulator/cli/registry.js';
import { commandOf, type Scenario } from './scenario.js';

/** Every command by the words that call it. */
export async function allCommands(): Promise<ReadonlyMap<string, CommandBody>> {
  const grouped = GROUPS.flatMap(({ name, commands }) =>
    commands.map(async (command) => [`${name} ${command.name}`, await command.load()] as const),
  );
  const plain = COMMANDS.map((command) => [command.name, command] as const);
  return new Map<string, CommandBody>([...plain, ...(await Promise.all(grouped))]);
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

/**
 * Names that no other process and no other call makes: for drafts of files, not for secrets.
 */
let calls = 0;

export function uniqueName(): string {
  calls += 1;
  return [process.pid, process.hrtime.bigint(), calls].map((part) => part.toString(36)).join('-');
}

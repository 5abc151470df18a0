/** Circumstances that a test cannot find on the machine it runs on: another user, another platform. */

const NOBODY = 65_534;

/** Runs something without the rights of root; another user has none of them anyway. */
export async function asNobody(action: () => Promise<void>): Promise<void> {
  const user = process.geteuid?.();
  if (user !== 0) return action();
  process.seteuid?.(NOBODY);
  try {
    await action();
  } finally {
    process.seteuid?.(0);
  }
}

export async function onPlatform(platform: NodeJS.Platform, action: () => Promise<void>): Promise<void> {
  const real = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
  Object.defineProperty(process, 'platform', { ...real, value: platform });
  try {
    await action();
  } finally {
    Object.defineProperty(process, 'platform', real);
  }
}

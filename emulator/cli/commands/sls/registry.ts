/**
 * The commands of `tokentwin sls`, the verifier behind the devices; each is loaded when it is needed.
 */
import type { CommandGroup } from '../../command.js';

export const SLS: CommandGroup = {
  name: 'sls',
  describe: 'the verifier behind the devices: users, logins, and what the desk does',
  commands: [
    {
      name: 'demo',
      describe: 'make users, devices and token files to try a login with',
      load: async () => (await import('./demo.js')).slsDemo,
    },
    {
      name: 'serve',
      describe: 'serve the verifier by HTTP',
      load: async () => (await import('./serve.js')).slsServe,
    },
    {
      name: 'user',
      describe: 'add, show and release users',
      load: async () => (await import('./user.js')).slsUser,
    },
    {
      name: 'device',
      describe: 'import token files, hand devices over, end them',
      load: async () => (await import('./device.js')).slsDevice,
    },
    {
      name: 'desk',
      describe: 'what client services do: codes, answers, orders, messages, the audit trail',
      load: async () => (await import('./desk.js')).slsDesk,
    },
  ],
};

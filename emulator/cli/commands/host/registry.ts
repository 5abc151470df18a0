/**
 * The commands of `tokentwin host`, for a bench with tokens on its ports; each is loaded when it is needed.
 */
import type { CommandGroup } from '../../command.js';

export const HOST: CommandGroup = {
  name: 'host',
  describe: 'talk to a token on a serial port, from the host of a bench',
  commands: [
    {
      name: 'ports',
      describe: 'list the serial ports of this machine',
      load: async () => (await import('./ports.js')).ports,
    },
    {
      name: 'info',
      describe: 'show what a token tells and proves of itself',
      load: async () => (await import('./info.js')).info,
    },
    {
      name: 'respond',
      describe: 'have a token answer a challenge',
      load: async () => (await import('./respond.js')).respond,
    },
    {
      name: 'lookup',
      describe: 'read card values of a code card',
      load: async () => (await import('./lookup.js')).lookup,
    },
    {
      name: 'press',
      describe: 'press keys of a test device',
      load: async () => (await import('./press.js')).press,
    },
    {
      name: 'display',
      describe: 'read the display of a test device',
      load: async () => (await import('./display.js')).display,
    },
    {
      name: 'unlock',
      describe: 'ask for the question of a locked card, or answer it',
      load: async () => (await import('./unlock.js')).unlock,
    },
    {
      name: 'change-pin',
      describe: 'change the PIN of a card',
      load: async () => (await import('./change-pin.js')).changePin,
    },
    {
      name: 'transmit',
      describe: 'send one command APDU as it is',
      load: async () => (await import('./transmit.js')).transmit,
    },
    {
      name: 'conform',
      describe: 'try on a device what the standards and the protocol require',
      load: async () => (await import('./conform.js')).conform,
    },
    {
      name: 'compare',
      describe: 'run the same session on a device and on its twin, and explain the first difference',
      load: async () => (await import('./compare.js')).compare,
    },
    {
      name: 'soak',
      describe: 'have a device answer challenges for hours',
      load: async () => (await import('./soak.js')).soak,
    },
    {
      name: 'monitor',
      describe: 'show what a host program and a token say to each other',
      load: async () => (await import('./monitor.js')).monitor,
    },
    {
      name: 'reader-conf',
      describe: 'print the configuration with which pcscd finds a token',
      load: async () => (await import('./reader-conf.js')).readerConf,
    },
  ],
};

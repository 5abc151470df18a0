/** A pipe that another program made non-blocking says EAGAIN: wait a moment, then try again. */
export function waitForPeer(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}

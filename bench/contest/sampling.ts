/** How long a sample of benchmark.js takes at least, and how many there are in a round. */
export const SAMPLE_SECONDS = 0.02;
export const SAMPLES = 5;

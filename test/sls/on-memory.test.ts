/** The walks through the verifier on a store: memory. */
import { inMemory, worldsOn } from './open-world.js';
import { allSuites } from './suites/all.js';

allSuites(worldsOn(inMemory));

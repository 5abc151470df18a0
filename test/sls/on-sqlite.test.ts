/** The walks through the verifier on a store: sqlite. */
import { inFolders, worldsOn } from './open-world.js';
import { allSuites } from './suites/all.js';

allSuites(worldsOn(inFolders()));

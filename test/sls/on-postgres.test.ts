/** The walks through the verifier on a store: postgres. */
import { inPostgres, worldsOn } from './open-world.js';
import { allSuites } from './suites/all.js';

allSuites(worldsOn(inPostgres()));

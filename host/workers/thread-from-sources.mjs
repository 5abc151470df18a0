/**
 * The worker when the project runs from its sources: `tsx` loads the TypeScript. In the built project the
 * worker is one file, `engine-thread.cjs`, and this one is absent.
 */
import { tsImport } from 'tsx/esm/api';

await tsImport('./engine-thread.ts', import.meta.url);

/** Parsing alone: an `import()` of the whole package would load its checks too. */
import { parseRunbook } from '@steadyhand/runbook';

export { parseRunbook };

import { run, type Step, summarise } from './steps.ts'

/** `npm run check`: everything that can be known without starting a program. Two at a time, all of them, then the verdict. */
const steps: Step[] = [
  // The longest first: the others pass by beside it.
  { name: 'unit tests, SQL of every query', command: 'node tools/sql.ts --check' },
  { name: 'format', command: 'oxfmt --check .' },
  { name: 'lint', command: 'oxlint --type-aware --deny-warnings' },
  { name: 'types: contract', command: 'tsc -p tsconfig.contract.json' },
  { name: 'types: server', command: 'tsc -p tsconfig.server.json --singleThreaded' },
  { name: 'types: web', command: 'tsc -p tsconfig.web.json' },
  { name: 'types: browser tests', command: 'tsc -p tsconfig.browser.json' },
  { name: 'boundaries', command: 'node tools/boundaries.ts' },
  { name: 'dead code', command: 'knip --no-progress' },
  { name: 'documents', command: 'node tools/documents.ts' },
  { name: 'suites on every engine', command: 'node tools/engines.ts --check' },
]

const outcomes = await run(steps, 2)
process.exitCode = summarise(outcomes) ? 0 : 1

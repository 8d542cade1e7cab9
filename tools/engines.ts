import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { suiteRunsOf, type Titled, titlesOf } from './suite-titles.ts'

/**
 * docs/engines.md, made from the suites: what stays the same and what changes when a house is given another engine. `--check`
 * fails when the page is not what the suites say, or when a suite is not run on both drivers of its engine.
 */
const page = 'docs/engines.md'

type Choice = { names: string; embedded: string; fleet: string; engines: string[]; words: string[] }

const choices: Choice[] = [
  {
    names: '`DATABASE_URL`, `DATABASE_REPLICA_URLS`',
    embedded: 'SQLite in `DATA_DIR`',
    fleet: 'PostgreSQL',
    engines: ['db', 'search'],
    words: [
      'The rows move out of `DATA_DIR` into PostgreSQL, so that processes on many machines share them. [The walk](scaling.md) takes them along; none is left behind.',
      '`SECRET_KEY` has to be given, the same on every machine: what was signed with the key in `DATA_DIR` stays valid only with that key.',
      'With replicas lists and searches are read there. Who has just written something still sees it at once; what others wrote may come a moment later.',
      'A query that forgets its space sees nothing of another one: PostgreSQL holds it back a second time.',
      'Backups are those of PostgreSQL from then on ([operations](operations-postgres.md)).',
    ],
  },
  {
    names: '`REDIS_URL`',
    embedded: 'memory of the process',
    fleet: 'Redis, BullMQ',
    engines: ['bus', 'cache', 'queue'],
    words: [
      'Pages that are open on one process hear what happens in another; limits are counted once for all processes; jobs reach a free worker at once.',
      'Nothing lives in Redis alone. It may be lost or wiped at any time: jobs stay in the `jobs` table and are delivered again, sessions and idempotency keys are in the database, caches fill themselves.',
      'While Redis is away each process counts limits for itself, and open pages notice changes by asking.',
    ],
  },
  {
    names: '`S3_BUCKET`, `S3_ACCESS_KEY`, `S3_SECRET_KEY`, `S3_ENDPOINT` …',
    embedded: 'the disk, `DATA_DIR/storage`',
    fleet: 'S3 and what speaks its language',
    engines: ['storage'],
    words: [
      'Files move out of `DATA_DIR` into a bucket. [The walk](scaling.md) takes them along.',
      'Programs that need a file (ffmpeg) work on a copy below the system’s temporary folder: keep room there for the largest file times the media jobs at once.',
      'The house cannot tell how much room a bucket has left; `SPACE_QUOTA` holds a space back.',
    ],
  },
]

type Suite = { engine: string; name: string; tests: Titled[]; runs: { driver: string; fleet: boolean }[] }

const suites = readSuites()
const lonely = suites.filter(({ runs }) => !(runs.some((run) => run.fleet) && runs.some((run) => !run.fleet)))
for (const { name } of lonely) console.error(`${name} is not run on both drivers of its engine`)
const text = pageOf()
if (!process.argv.includes('--check')) writeFileSync(page, text)
else if (readFileSync(page, 'utf8') !== text) {
  console.error(`${page} is not what the suites say: node tools/engines.ts`)
  process.exitCode = 1
}
if (lonely.length > 0 || suites.length < 5) process.exitCode = 1

function readSuites(): Suite[] {
  const runs = globSync(['src/**/*.{test,fleet}.ts', 'test/**/*.test.ts']).flatMap((file) =>
    suiteRunsOf(file, readFileSync(file, 'utf8')).flatMap(({ suite, name }) =>
      projectsOf(file).map((fleet) => ({ suite, fleet, driver: name ?? (fleet ? 'PostgreSQL' : 'SQLite') })),
    ),
  )
  return globSync('src/platform/*/*.suite.ts')
    .toSorted(byteOrder)
    .flatMap((file) => {
      const source = readFileSync(file, 'utf8')
      const [, name = ''] = /export (?:async )?function (\w+Suite)\b/.exec(source) ?? []
      const engine = basename(dirname(file))
      if (!choices.some(({ engines }) => engines.includes(engine))) return []
      return [
        { engine, name, tests: titlesOf(file, source), runs: runs.filter(({ suite }) => suite === name) },
      ]
    })
}

/** Whether a file runs on the engines of a fleet, of one machine, or on both (vitest.config.ts). */
function projectsOf(file: string): boolean[] {
  if (file.startsWith('test/') || file.endsWith('.fleet.ts')) return [true]
  return /^(sqlite|disk|memory|embedded)-/.test(basename(file)) ? [false] : [false, true]
}

function pageOf(): string {
  return [
    '# What changes when I set …',
    '',
    '<!-- Made by tools/engines.ts from the behaviour suites; `npm run check` holds it against them. -->',
    '',
    'A house starts on the engines of one machine. Each name below puts another engine in the place of one of them; nothing else',
    'of the house knows. The same suite of behaviours is run on both, in every run of `npm test`.',
    '',
    ...choices.flatMap(section),
  ].join('\n')
}

function section({ names, embedded, fleet, engines, words }: Choice): string[] {
  const own = engines.flatMap((engine) => suites.filter((suite) => suite.engine === engine))
  const count = own.reduce((sum, { tests }) => sum + tests.length, 0)
  return [
    `## ${names}`,
    '',
    `From **${embedded}** to **${fleet}**. The same, and tested on both: ${count} behaviours of ${engines.join(', ')}, below.`,
    '',
    ...words.map((line) => `- ${line}`),
    '',
    ...own.flatMap(({ engine, name, tests, runs }) => [
      '<details>',
      `<summary>${engine}: what <code>${name}</code> says of ${listed([...new Set(runs.map(({ driver }) => driver))])}</summary>`,
      '',
      ...tests.map(({ path, title }) => `- ${escaped([...path.slice(1), title].join(': '))}`),
      '',
      '</details>',
      '',
    ]),
  ]
}

function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function escaped(line: string): string {
  return line.replaceAll(/[<>*_`\\]/g, (sign) => `\\${sign}`)
}

function byteOrder(a: string, b: string): number {
  return a < b ? -1 : 1
}

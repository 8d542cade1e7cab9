import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'

/**
 * `npm run bench [names]`: runs the benches of this folder and of the apps one after the other, prints their rows and writes them into
 * docs/benchmarks.md, where the rows of benches that were not run stay. Ends with 1 when a target is missed.
 */
type Row = { what: string; value: string; target?: string; ok?: boolean }
type Bench = { name: string; title: string; run(): Promise<{ rows: Row[] }> }

const root = join(import.meta.dirname, '..')
const page = join(root, 'docs/benchmarks.md')
const asked = process.argv.slice(2)
const benches = await readBenches()
const unknown = asked.filter((name) => !benches.some((bench) => bench.name === name))
if (unknown.length > 0) {
  console.error(
    `There is no bench called ${unknown.join(', ')}; there are ${benches.map((b) => b.name).join(', ')}.`,
  )
  process.exit(2)
}

let missed = 0
for (const bench of benches.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  console.log(`\n${bench.title}`)
  try {
    const { rows } = await bench.run()
    for (const row of rows)
      console.log(`  ${mark(row)} ${row.what}: ${row.value}${row.target ? ` (${row.target})` : ''}`)
    missed += rows.filter((row) => row.ok === false).length
    write(bench, rows)
  } catch (error) {
    missed += 1
    console.error(`  did not finish: ${(error as Error).stack}`)
  }
}
console.log(missed === 0 ? '\nall targets are met' : `\n${missed} targets are missed`)
process.exitCode = missed === 0 ? 0 : 1

async function readBenches(): Promise<Bench[]> {
  const files = globSync(['bench/*.ts', 'src/apps/*/bench/*.ts'], { cwd: root }).filter(
    (file) => file !== join('bench', 'bench.ts'),
  )
  const modules = await Promise.all(
    files.toSorted(byName).map((file) => import(join(root, file)) as Promise<{ bench?: Bench }>),
  )
  // A file without one is a part of another.
  return modules.flatMap(({ bench }) => bench ?? [])
}

/** Replaces the bench's section, or adds it at the end. */
function write({ name, title }: Bench, rows: Row[]): void {
  const text = read()
  const section = [
    `<!-- bench ${name} -->`,
    '',
    `## ${title}`,
    '',
    `\`npm run bench ${name}\`, ${machine()}, ${new Date().toISOString().slice(0, 10)}`,
    '',
    '| | figure | target | |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row.what} | ${row.value} | ${row.target ?? ''} | ${mark(row)} |`),
    '',
    `<!-- end ${name} -->`,
  ].join('\n')
  const place = new RegExp(`<!-- bench ${name} -->[\\s\\S]*?<!-- end ${name} -->`)
  writeFileSync(
    page,
    place.test(text) ? text.replace(place, () => section) : `${text.trimEnd()}\n\n${section}\n`,
  )
}

function read(): string {
  try {
    return readFileSync(page, 'utf8')
  } catch {
    return '# Benchmarks\n\nEach is one command. Figures against a peer are ratios within one run on one machine.\n'
  }
}

function mark(row: Row): string {
  if (row.ok === undefined) return ' '
  return row.ok ? '✓' : '✗'
}

function machine(): string {
  return `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}`
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1
}

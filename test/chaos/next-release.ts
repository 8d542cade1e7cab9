import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The release after this one: all of its sources, and two migrations of the notes that this one does not know. */
export async function makeNextRelease(): Promise<{ main: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-next-'))
  await cp(join(root, 'src'), join(folder, 'src'), {
    recursive: true,
    filter: (path) => !/\.(test|suite|fixture|fleet)\.ts$/.test(path),
  })
  await cp(join(root, 'package.json'), join(folder, 'package.json'))
  for (const name of ['node_modules', 'dist']) await symlink(join(root, name), join(folder, name))
  const server = join(folder, 'src/apps/notes/server')
  await writeFile(join(server, 'migrations/9000-mood.ts'), migrations)
  await patch(join(server, 'notes-app.ts'), (source) =>
    source
      .replace('import', `import { mood9000, moods9001 } from './migrations/9000-mood.ts'\nimport`)
      .replace(/(\bmigrations: \[[^\]]+)\]/, '$1, mood9000, moods9001]'),
  )
  await mkdir(join(folder, 'data'))
  return { main: join(folder, 'src/main.ts'), remove: () => rm(folder, { recursive: true, force: true }) }
}

/** Expands: a column that old code does not know, and an index that is made while notes are written. */
const migrations = `
export const mood9000 = {
  name: '9000-mood',
  up: (db) => db.schema.alterTable('notes').addColumn('mood', 'text', (c) => c.notNull().defaultTo('')).execute(),
}
export const moods9001 = {
  name: '9001-moods',
  beside: true,
  up: (db) => db.schema.createIndex('notes_moods').on('notes').columns(['space_id', 'mood']).execute(),
}
`

async function patch(file: string, change: (source: string) => string): Promise<void> {
  const source = await readFile(file, 'utf8')
  const changed = change(source)
  if (!changed.includes(', mood9000, moods9001]'))
    throw new Error(`${file} does not list migrations as it did`)
  await writeFile(file, changed)
}

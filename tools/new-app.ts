import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * `node tools/new-app.ts <app> <noun> [<nouns>]`: a small app that works, from the files below `tools/new-app/`, and its word in
 * src/apps.ts. `node tools/new-app.ts library book` makes `src/apps/library`, which keeps books. docs/new-app.md goes on from there.
 */
const templates = join(import.meta.dirname, 'new-app')
const [app = '', noun = '', nouns = `${noun}s`] = process.argv.slice(2)

const fault = faultOf()
if (fault) {
  console.error(fault)
  process.exitCode = 2
} else make()

function faultOf(): string | null {
  if (!app || !noun)
    return 'Say the app and what it keeps: node tools/new-app.ts <app> <noun> [<nouns>], as in: library book'
  if (![app, noun, nouns].every((word) => /^[a-z]{3,24}$/.test(word)))
    return 'App, noun and plural are one word each, of 3 to 24 letters a to z.'
  if (noun === nouns) return 'The noun and its plural name two things in the code: give them different words.'
  if (existsSync(`src/apps/${app}`)) return `src/apps/${app} is there already; nothing was changed.`
  return null
}

function make(): void {
  const words: Record<string, string> = {
    app,
    App: capital(app),
    noun,
    Noun: capital(noun),
    nouns,
    Nouns: capital(nouns),
    // Two apps may keep the same noun, in tables of their own.
    table: app === nouns ? nouns : `${app}_${nouns}`,
  }
  const written: string[] = []
  for (const template of globSync('**/*.tmpl', { cwd: templates }).toSorted()) {
    const file = join('src/apps', app, named(template))
    mkdirSync(dirname(file), { recursive: true })
    const text = readFileSync(join(templates, template), 'utf8')
    writeFileSync(
      file,
      text.replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => words[word]!),
    )
    written.push(file)
  }
  const list = readFileSync('src/apps.ts', 'utf8')
  writeFileSync(
    'src/apps.ts',
    list.replace(/\[(.*)\] as const/, (_, others: string) => `[${others}, '${app}'] as const`),
  )
  spawnSync('oxfmt', [...written, 'src/apps.ts'], { stdio: 'inherit' })
  console.log(`${written.join('\n')}\n\n${app} is in src/apps.ts. Next: npm run sql, then docs/new-app.md.`)
}

/** `server/noun-store.ts.tmpl` → `server/book-store.ts`. */
function named(template: string): string {
  const file = template.replace(/\.tmpl$/, '').replace('nouns', nouns)
  return file.replace('noun', noun).replace('app-app', `${app}-app`).replace('app-matrix', `${app}-matrix`)
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1)
}

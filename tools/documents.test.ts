import { expect, test } from 'vitest'
import { documentFaults, environmentFaults } from './documents.ts'

const tree = {
  has: (path: string) => ['docs/backup.md', 'src/main.ts'].includes(path),
  scripts: new Set(['check']),
}

test('a true document has no faults', () => {
  expect(
    documentFaults(
      'README.md',
      '[b](docs/backup.md#how) `src/main.ts` `npm run check` [x](https://a.b)',
      tree,
    ),
  ).toEqual([])
})

test('a link, a path and a script that are not there are told', () => {
  expect(documentFaults('docs/a.md', '[b](gone.md) `src/gone.ts` `npm run gone`', tree)).toEqual([
    'docs/a.md: the link gone.md leads nowhere',
    'docs/a.md: src/gone.ts is not there',
    'docs/a.md: there is no npm script gone',
  ])
})

test('what an app says that was taken out is no fault; what an app says that is there may be', () => {
  const house = { ...tree, has: (path: string) => path === 'src/apps/notes' }
  const text = '`src/apps/notes/server/gone.ts` `src/apps/cards/server/cards.ts`'
  expect(documentFaults('README.md', text, house)).toEqual([
    'README.md: src/apps/notes/server/gone.ts is not there',
  ])
})

test('the example environment lists what is read and nothing else', () => {
  expect(environmentFaults('PORT=5000\n# HOST=\nOLD=1', new Set(['PORT', 'HOST', 'NEW']))).toEqual([
    '.env.example does not list NEW',
    '.env.example lists OLD, which nothing reads',
  ])
})

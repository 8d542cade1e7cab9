import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCli } from './run-cli.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longhouse-accounts-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const password = 'correct horse battery'
const account = (args: string, stdin = '') =>
  runCli(['account', ...args.split(' ').filter(Boolean)], { dataDir: folder, stdin })

test('help says what there is, down to every option', async () => {
  const all = await runCli(['--help'], { dataDir: folder })
  for (const command of ['start', 'db', 'account', 'doctor', 'demo'])
    expect(all.out).toContain(`  ${command} `)
  const { out } = await account('--help')
  for (const command of ['create', 'reset-password', 'ban', 'unban', 'delete'])
    expect(out).toMatch(new RegExp(`^ {2}${command} .*<email>`, 'm'))
  const create = (await account('create --help')).out
  expect(create).toContain('--role <role>')
  expect(create).toContain('member, operator, admin, owner')
  expect((await account('reset-password --help')).out).toContain('--two-factor-off')
})

test.each([
  ['', /Usage: longhouse account/],
  ['ban', /missing required argument 'email'/],
  ['create ada@example.org', /required option '--name <name>' not specified/],
  ['remove ada@example.org', /unknown command 'remove'/],
  ['ban ada@example.org --now', /unknown option '--now'/],
])('account %s: what is wrong, and where help is', async (args, words) => {
  const answer = await account(args)
  expect(answer.code).toBe(1)
  expect(answer.err).toMatch(words)
  expect(answer.err).toMatch(/--help|Commands:/)
  expect(answer.err).not.toContain('    at ')
})

test(
  'an account is made, shut out, let in, renewed and removed; what cannot be done is said in one line',
  { timeout: 300_000 },
  async () => {
    const one = async (args: string, stdin = '') => {
      const { code, out, err } = await account(args, stdin)
      expect(out === '' || err === '').toBe(true)
      expect((out + err).trim()).not.toContain('\n')
      return [code, (out + err).trim()]
    }
    const ada = 'create ada@example.org --name Ada'
    expect(await one(ada, 'short\n')).toEqual([1, 'A password has 10 to 200 characters.'])
    expect(await one(ada, `${password}\n`)).toEqual([
      0,
      'ada@example.org can sign in now and is in the space “home”.',
    ])
    expect((await one(ada, password))[1]).toContain(
      'There is an account with the address ada@example.org already',
    )
    const bob = 'create bob@example.org --name Bob'
    expect(await one(`${bob} --role king`, password)).toEqual([
      1,
      'The role is one of member, operator, admin, owner.',
    ])
    expect(await one(`${bob} --space nowhere`, password)).toEqual([1, 'There is no space called "nowhere".'])
    expect((await one(`${bob} --role admin`, password))[0]).toBe(0)
    for (const command of ['ban', 'unban', 'delete'])
      expect(await one(`${command} who@example.org`)).toEqual([
        1,
        'There is no account with the address who@example.org.',
      ])
    expect((await one('ban bob@example.org'))[1]).toContain('shut out')
    expect((await one('unban bob@example.org'))[1]).toContain('may sign in again')
    expect((await one('reset-password bob@example.org', 'another long password'))[1]).toContain('is changed')
    expect((await account('reset-password bob@example.org --link')).out).toMatch(/^http.*#\S+\nGood once/)
    expect((await one('delete bob@example.org'))[1]).toContain('is gone')
    expect((await one('delete ada@example.org'))[1]).toContain('This is the last owner of Home')
  },
)

test('faults of the configuration are lines, not a stack', async () => {
  const { code, err } = await runCli(['account', 'ban', 'ada@example.org'], {
    dataDir: folder,
    env: { PORT: 'five' },
  })
  expect([code, err]).toEqual([1, expect.stringMatching(/^PORT.*\n$/)])
})

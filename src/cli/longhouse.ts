import { Command, InvalidArgumentError, Option } from 'commander'
import pack from '../../package.json' with { type: 'json' }
import { roles } from '../contract/shapes.ts'
import type { StorageCopyWish } from './storage-copy-command.ts'
import type { CopyWish } from './db-copy-command.ts'

/** `longhouse …`; from a checkout `npm run longhouse -- …`. Commands load what they need when they run. */
const program = new Command('longhouse')
  .description('A community’s own place on the internet. Configuration is the environment: see .env.example.')
  .version(pack.version)
  .showHelpAfterError('Say `longhouse --help` for what there is.')

program
  .command('start')
  .description('Run the house until it is told to stop (SIGTERM, Ctrl C)')
  .action(async () => {
    await import('../main.ts')
  })

const db = program.command('db').description('The tables of this house')
db.command('migrate')
  .description('Apply the migrations that are missing; `start` does it too')
  .action(async () => (await import('./db-commands.ts')).migrate())
db.command('rollback')
  .description('Take back the newest migrations. Stop the house first; data of dropped columns is lost')
  .option('--steps <n>', 'how many', count, 1)
  .action(async ({ steps }: { steps: number }) => (await import('./db-commands.ts')).rollback(steps))
db.command('status')
  .description('List migrations and when they were applied')
  .action(async () => (await import('./db-commands.ts')).status())
db.command('copy')
  .description(
    'Move a house between SQLite and PostgreSQL, either way, and compare every table. Stop the house first; a dry run may run beside it',
  )
  .option(
    '--from <address>',
    'sqlite:/path/longhouse.db, postgres://user@host/database without a password, env:NAME, or env: this house’s own, as when absent',
  )
  .option('--from-url-file <file>', 'a file that holds the address')
  .option('--to <address>', 'the same; an empty database')
  .option('--to-url-file <file>', 'a file that holds the address')
  .option('--dry-run', 'change nothing: tell tables, rows, time, and everything that would stop the move')
  .option('--resume', 'go on with a move that was stopped')
  .action(async (wish: CopyWish) => (await import('./db-copy-command.ts')).copy(wish))

program
  .command('storage')
  .description('The files of this house')
  .command('copy')
  .description(
    'Copy every file between a disk and an S3 store, any way, and compare both ends. The first round may run beside the house, the last one after it was stopped',
  )
  .option(
    '--from <store>',
    'env (this house’s own), disk:/path/storage, s3:bucket or s3:https://host/bucket; keys of a bucket in FROM_S3_ACCESS_KEY and FROM_S3_SECRET_KEY (or …_FILE), else S3_…',
    'env',
  )
  .requiredOption('--to <store>', 'the same, with TO_S3_…; empty unless --resume')
  .option('--dry-run', 'copy nothing: tell how much there is and what would stop it')
  .option('--resume', 'go on with a copy that was begun: what is there and the same is skipped')
  .addOption(
    new Option('--verify <how>', 'read every object from both ends, or trust the sizes that the stores tell')
      .choices(['content', 'size'])
      .default('content'),
  )
  .option('--at-once <n>', 'objects at once; each takes up to 50 MB of memory', count, 4)
  .action(async (wish: StorageCopyWish) => (await import('./storage-copy-command.ts')).copyStores(wish))

const account = program.command('account').description('Accounts, for the person who runs the machine')
account
  .command('create <email>')
  .description(
    'Make an account; the first one owns the house. Asks for the password unless it comes on standard input',
  )
  .requiredOption('--name <name>', 'how the person is called')
  .option('--space <slug>', 'the space to join; the first one when absent')
  .option('--role <role>', `one of ${roles.join(', ')}`, 'member')
  .action(async (email: string, wish: { name: string; space?: string; role: string }) =>
    (await import('./account-commands.ts')).create(email, wish),
  )
account
  .command('reset-password <email>')
  .description('Set a new password and end every session of the account')
  .option('--two-factor-off', 'also turn two-factor sign-in off, for a lost phone')
  .option('--link', 'print a link instead, with which the person sets it within the hour')
  .action(async (email: string, how: { twoFactorOff?: boolean; link?: boolean }) =>
    (await import('./account-commands.ts')).resetPassword(email, how),
  )
account
  .command('ban <email>')
  .description('Shut an account out: its sessions end and its API keys open nothing')
  .action(async (email: string) => (await import('./account-commands.ts')).ban(email))
account
  .command('unban <email>')
  .description('Let a banned account in again')
  .action(async (email: string) => (await import('./account-commands.ts')).unban(email))
account
  .command('delete <email>')
  .description('Remove an account for good; what it made stays, by a “Former member”')
  .action(async (email: string) => (await import('./account-commands.ts')).remove(email))

program
  .command('search')
  .description('The search index')
  .command('rebuild')
  .description('Read everything that can be found again; the house may run meanwhile')
  .action(async () => (await import('./search-commands.ts')).rebuild())

program
  .command('doctor')
  .description(
    'Look at programs, ports, disk, permissions, sandbox and clock, and say how to mend what is not well',
  )
  .option('--storage', 'also look for bytes that no row owns')
  .action(async (how: { storage?: boolean }) => (await import('./doctor-command.ts')).doctor(how))

program
  .command('demo')
  .description('Fill an empty house with a space, accounts and something to look at')
  .action(async () => (await import('./demo-command.ts')).demo())

await program.parseAsync()

function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('A whole number from 1 on.')
  return value
}

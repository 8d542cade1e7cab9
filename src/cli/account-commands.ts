import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { type Role, roles } from '../contract/shapes.ts'
import { Fault } from '#platform/errors.ts'
import { withHouse } from './with-house.ts'

export const create = (email: string, wish: { name: string; space?: string; role: string }) =>
  withHouse(async ({ auth }) => {
    const role = roles.find((one): one is Role => one === wish.role)
    if (!role) throw new Fault('invalid', 'role', `The role is one of ${roles.join(', ')}.`)
    const password = await askPassword()
    const { space } = await auth.desk.createAccount({ ...wish, email, role, password })
    console.log(`${email} can sign in now and is in the space “${space}”.`)
  })

export const resetPassword = (email: string, how: { twoFactorOff?: boolean; link?: boolean }) =>
  withHouse(async ({ auth }) => {
    if (how.link) {
      console.log(
        `${await auth.desk.passwordResetLink(email)}\nGood once, for an hour. Give it to nobody else.`,
      )
      return
    }
    await auth.desk.setPassword(email, await askPassword(), how)
    console.log(`The password of ${email} is changed and every session of the account has ended.`)
  })

export const ban = (email: string) =>
  withHouse(async ({ auth }) => {
    await auth.desk.setBanned(email, true)
    console.log(`${email} is shut out: sessions have ended and API keys open nothing.`)
  })

export const unban = (email: string) =>
  withHouse(async ({ auth }) => {
    await auth.desk.setBanned(email, false)
    console.log(`${email} may sign in again.`)
  })

export const remove = (email: string) =>
  withHouse(async ({ auth }) => {
    await auth.desk.deleteAccount(email)
    console.log(`The account ${email} is gone. What it made stays, by a “Former member”.`)
  })

/** Typed unseen at a terminal, else read from standard input: never an argument, which every program could read. */
async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '')
  const first = await askUnseen('New password: ')
  if (first !== (await askUnseen('Once more: ')))
    throw new Fault('invalid', 'passwords-differ', 'The two passwords differ. Nothing was changed.')
  return first
}

function askUnseen(question: string): Promise<string> {
  process.stderr.write(question)
  const reader = createInterface({ input: process.stdin, terminal: true })
  return new Promise((resolve) => {
    reader.question('', (answer) => {
      reader.close()
      process.stderr.write('\n')
      resolve(answer)
    })
  })
}

import { randomUUID } from 'node:crypto'
import { Client } from 'pg'

/** Databases that are copies of a template, which is made by whoever needs it first in a run. */
export function openPostgresCopies({ adminUrl }: { adminUrl: string }) {
  const asked = async <R>(work: (admin: Client) => Promise<R>): Promise<R> => {
    const admin = new Client(adminUrl)
    await admin.connect()
    try {
      return await work(admin)
    } finally {
      await admin.end()
    }
  }
  return {
    /** `fill` is given the name of the empty template, once for each `key`. `drop` also ends who is still connected. */
    make: (key: string, fill: (template: string) => Promise<void>) =>
      asked(async (admin) => {
        const template = `template_${key}`
        if (!(await exists(admin, template))) await makeTemplate(admin, template, fill)
        const name = `copy_${randomUUID().replaceAll('-', '')}`
        await admin.query(`create database ${name} owner longhouse template ${template}`)
        return {
          name,
          drop: () => asked(async (again) => void (await again.query(`drop database ${name} with (force)`))),
        }
      }),
  }
}

/** Filled aside and then named, so that nobody copies half of one; a lock keeps two workers from doing it twice. */
async function makeTemplate(admin: Client, name: string, fill: (template: string) => Promise<void>) {
  await admin.query(`select pg_advisory_lock(hashtext($1))`, [name])
  try {
    if (await exists(admin, name)) return
    await admin.query(`drop database if exists ${name}_aside with (force)`)
    await admin.query(`create database ${name}_aside owner longhouse`)
    await fill(`${name}_aside`)
    await admin.query(`alter database ${name}_aside rename to ${name}`)
  } finally {
    await admin.query(`select pg_advisory_unlock(hashtext($1))`, [name])
  }
}

const exists = async (admin: Client, name: string) =>
  (await admin.query('select 1 from pg_database where datname = $1', [name])).rows.length > 0

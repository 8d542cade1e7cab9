import { existsSync } from 'node:fs'
import type { Config } from '../config/config.ts'
import type { Finding } from './finding.ts'
import { storageCheck } from './storage-check.ts'

/** The only place that asks which engines a house has, to look at each of them. Nothing of the house is changed. */
export async function checkEngines(config: Config): Promise<Finding[]> {
  return [...(await checkDb(config)), ...(await checkShared(config)), ...(await checkStore(config))]
}

/** Whether there is a house at all: before its first start there is nothing to look at. */
export const hasDb = ({ db }: Config): boolean => db.engine === 'postgres' || existsSync(db.file)

async function checkDb({ db }: Config): Promise<Finding[]> {
  if (db.engine !== 'postgres') return []
  return (await import('./postgres-check.ts')).checkPostgres(db)
}

async function checkShared({ shared }: Config): Promise<Finding[]> {
  if (shared.engine !== 'redis') return []
  return (await import('./redis-check.ts')).checkRedis(shared.url)
}

async function checkStore(config: Config): Promise<Finding[]> {
  // The local disk is looked at as a part of the machine.
  if (config.storage.engine !== 's3') return []
  const { checkS3Clock } = await import('./s3-check.ts')
  return [...(await storageCheck(config)), ...(await checkS3Clock(config.storage))]
}

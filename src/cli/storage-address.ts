import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { apps } from '../apps.ts'
import type { Config } from '#platform/config/config.ts'
import { readConfig } from '#platform/config/read-config.ts'
import { Fault } from '#platform/errors.ts'

/** One end of `storage copy`, and how it is called when a person is told of it. */
export type StorageEnd = { config: Config['storage']; words: string }

const settings = ['REGION', 'ACCESS_KEY', 'SECRET_KEY', 'PATH_STYLE', 'CHECKSUMS'] as const

/**
 * The store that is meant: `env` (this house's own), `disk:/path`, `s3:bucket` at AWS or `s3:https://host/bucket`. Keys and region of a bucket come from
 * FROM_S3_… or TO_S3_… in the environment, also as …_FILE, else from S3_…; never from the command line, which every program could read.
 * Throws `Fault('invalid')` for anything else, `ConfigFaults` for half a bucket.
 */
export function readStorageAddress(address: string, side: 'from' | 'to', env: NodeJS.ProcessEnv): StorageEnd {
  if (address === 'env') {
    const config = readConfig({ ...env, SECRET_KEY: unused }, apps).storage
    return { config, words: 'this house’s own store' }
  }
  if (address.startsWith('disk:')) {
    const folder = resolve(address.slice('disk:'.length))
    refuseFolder(folder, side)
    return { config: { engine: 'disk', folder }, words: `the folder ${folder}` }
  }
  if (!address.startsWith('s3:'))
    throw wrong(
      `--${side} is one of: env, disk:/path/storage, s3:bucket, s3:https://host/bucket. Keys go into ${prefixOf(side)}S3_ACCESS_KEY and ${prefixOf(side)}S3_SECRET_KEY.`,
    )
  const { endpoint, bucket } = bucketOf(address.slice('s3:'.length), side)
  const given = settings.flatMap((name) => ['', '_FILE'].map((kind) => [name, kind] as const))
  const own = Object.fromEntries(
    given.map(([name, kind]) => [`S3_${name}${kind}`, env[`${prefixOf(side)}S3_${name}${kind}`]] as const),
  )
  const houses = Object.fromEntries(
    given.map(([name, kind]) => [`S3_${name}${kind}`, env[`S3_${name}${kind}`]] as const),
  )
  // One set or the other: a key of one store with the secret of another would only be refused.
  const keys = own.S3_ACCESS_KEY || own.S3_ACCESS_KEY_FILE ? own : { ...houses, ...defined(own) }
  const { storage } = readConfig(
    {
      ...defined(keys),
      S3_BUCKET: bucket,
      ...(endpoint && { S3_ENDPOINT: endpoint }),
      DATA_DIR: scratch(),
      SECRET_KEY: unused,
    },
    apps,
  )
  return { config: storage, words: `the bucket ${bucket} at ${endpoint ?? 'AWS'}` }
}

/** A typing error must not look like an empty house, nor the folder above like files of members. */
function refuseFolder(folder: string, side: string): void {
  if (existsSync(join(folder, 'longhouse.db')))
    throw wrong(`--${side} ${folder} is a DATA_DIR: files are in ${join(folder, 'storage')}.`)
  if (side === 'from' && !existsSync(folder)) throw wrong(`--from ${folder} is not there.`)
}

function bucketOf(place: string, side: string): { endpoint: string | null; bucket: string } {
  if (!place.includes('/')) {
    if (place === '') throw wrong(`--${side} s3: needs the name of a bucket.`)
    return { endpoint: null, bucket: place }
  }
  if (!URL.canParse(place)) throw wrong(`--${side} s3:${place}: write s3:https://host/bucket.`)
  const { origin, username, password, pathname } = new URL(place)
  if (username || password)
    throw wrong(
      `--${side} holds a key, which every program on this machine can read. Nothing was done. Put it into ${prefixOf(side)}S3_ACCESS_KEY and ${prefixOf(side)}S3_SECRET_KEY, and change it, as the shell may have kept it.`,
    )
  const [, bucket = '', more] = pathname.split('/')
  if (bucket === '' || more)
    throw wrong(`--${side} s3:…: the address ends with the name of the bucket, as in s3:https://host/bucket.`)
  return { endpoint: origin, bucket }
}

const prefixOf = (side: string) => `${side.toUpperCase()}_`
const defined = (values: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value))
/** Copies sign nothing. */
const unused = 'x'.repeat(32)
const scratch = () => join(tmpdir(), `longhouse-copy-${process.pid}`)
const wrong = (message: string) => new Fault('invalid', 'address', message)

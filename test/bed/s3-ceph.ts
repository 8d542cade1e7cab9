import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from '../until.ts'
import { freePort, type Program, startProgram } from './program.ts'
import { bedOf, type S3Bed } from './s3.ts'

export type CephBed = S3Bed & {
  /** An empty bucket of its own. */
  freshBucket(): Promise<Pick<S3Bed, 'config' | 'env'>>
  /** The bucket takes no more than so many bytes; null lifts that. */
  setQuota(bytes: number | null): Promise<void>
}

/**
 * A real S3: the RADOS gateway of Ceph over one monitor and one disk in a file, everything below `folder`. Some 20 s to start and 300 MB
 * of memory, so once per test file that needs it. It knows signatures, ranges, multiparts, quotas and its own way of saying no.
 */
export async function startCeph(folder: string): Promise<CephBed> {
  const running: Program[] = []
  try {
    return await start(folder, running)
  } catch (error) {
    await stopAll(running)
    throw error
  }
}

async function start(folder: string, running: Program[]): Promise<CephBed> {
  const [monitor, monitorV1, gateway] = await Promise.all([freePort(), freePort(), freePort()])
  const fsid = randomUUID()
  const conf = join(folder, 'ceph.conf')
  for (const name of ['mon', 'osd', 'log']) await mkdir(join(folder, name), { recursive: true })
  const monitors = `v2:127.0.0.1:${monitor},v1:127.0.0.1:${monitorV1}`
  await writeFile(conf, settings({ folder, fsid, monitors, gateway: gateway! }))
  await writeFile(join(folder, 'keyring'), '')
  const common = ['-c', conf]
  const ask = async (program: string, ...args: string[]) =>
    (await promisify(execFile)(program, [...common, ...args], { timeout: 60_000, maxBuffer: 2 ** 24 })).stdout
  const run = async (program: string, args: string[], ready: () => unknown) => {
    const child = await startProgram({
      command: program,
      args: [...common, ...args, '-f'],
      ready,
      seconds: 90,
    })
    running.push(child)
  }

  const map = join(folder, 'monmap')
  await promisify(execFile)('monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', `[${monitors}]`, map])
  await ask('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map)
  await run('ceph-mon', ['-i', 'a'], () => ask('ceph', '--connect-timeout', '30', 'mon', 'stat'))

  const disk = randomUUID()
  await ask('ceph', 'osd', 'new', disk, '0')
  await ask('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', disk)
  await run('ceph-osd', ['-i', '0'], () => true)
  await ask('ceph', 'osd', 'crush', 'add', 'osd.0', '1.0', 'root=default', 'host=bed')
  await until(async () => (await ask('ceph', 'osd', 'stat')).includes('1 up'), {
    seconds: 60,
    what: 'the disk of Ceph',
  })

  const url = `http://127.0.0.1:${gateway}`
  const answers = () => fetch(url).then((answer) => answer.ok)
  await run('radosgw', ['-n', 'client.rgw.a'], answers)
  const [bucket, accessKey, secretKey] = ['longhouse', 'CEPHKEY', 'ceph-secret']
  const admin = (...args: string[]) => ask('radosgw-admin', '-n', 'client.rgw.a', ...args)
  await admin(
    'user',
    'create',
    '--uid=house',
    '--display-name=house',
    `--access-key=${accessKey}`,
    `--secret=${secretKey}`,
  )
  const bedWith = async (name: string) => {
    const bed = bedOf({ url, bucket: name, accessKey, secretKey, folder: join(folder, 'scratch') })
    await createBucket(bed.config)
    return bed
  }
  let made = 0
  return {
    ...(await bedWith(bucket)),
    freshBucket: () => bedWith(`bucket-${++made}`),
    async setQuota(bytes) {
      const scope = ['--quota-scope=bucket', '--uid=house']
      if (bytes !== null) await admin('quota', 'set', ...scope, `--max-size=${bytes}`)
      await admin('quota', bytes === null ? 'disable' : 'enable', ...scope)
    },
    stop: () => stopAll(running),
  }
}

/** In reverse; killed, because what they hold goes with the folder. */
async function stopAll(running: Program[]): Promise<void> {
  for (const program of running.splice(0).toReversed()) await program.stop('SIGKILL')
}

async function createBucket({
  endpoint,
  bucket,
  accessKey,
  secretKey,
  region,
}: S3Bed['config']): Promise<void> {
  const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3')
  const credentials = { accessKeyId: accessKey, secretAccessKey: secretKey }
  const client = new S3Client({ endpoint: endpoint!, region, credentials, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  client.destroy()
}

/** One copy of everything and no authentication inside; `crc secure` keeps its clients from waiting five minutes. */
const settings = (at: { folder: string; fsid: string; monitors: string; gateway: number }) => `[global]
fsid = ${at.fsid}
mon_host = [${at.monitors}]
mon_initial_members = a
public_network = 127.0.0.0/8
ms_bind_ipv6 = false
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
ms_mon_client_mode = crc secure
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
mon_allow_pool_size_one = true
mon_allow_pool_delete = true
mon_max_pg_per_osd = 1000
mon_data_avail_warn = 2
mon_data_avail_crit = 1
osd_crush_chooseleaf_type = 0
osd_objectstore = bluestore
bluestore_block_size = 10737418240
osd_memory_target = 939524096
osd_class_load_list = *
osd_class_default_list = *
run_dir = ${at.folder}
admin_socket = ${at.folder}/$name.asok
pid_file = ${at.folder}/$name.pid
log_file = ${at.folder}/log/$name.log
mon_cluster_log_file = ${at.folder}/log/cluster.log
mon_data = ${at.folder}/mon
osd_data = ${at.folder}/osd
keyring = ${at.folder}/keyring
rgw_frontends = beast endpoint=127.0.0.1:${at.gateway}
rgw_enable_usage_log = false
rgw_lc_debug_interval = -1
rgw_dns_name = localhost
rgw_user_quota_bucket_sync_interval = 1
rgw_bucket_quota_ttl = 0
`

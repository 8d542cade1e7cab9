import type { Db } from '#platform/db/db.ts'
import { forHouse } from '#platform/db/scope.ts'
import type { LiveTables } from '../live-tables.ts'
import { leaseByPublicId } from './lease-store.ts'

/** Host and port of the process that has a channel. Null while nobody has it. */
export const openOwners =
  (db: Db<LiveTables>) =>
  async (publicId: string): Promise<{ address: string } | null> => {
    const lease = await forHouse(() => leaseByPublicId(db.read, publicId))
    return lease?.address ? { address: new URL(lease.address).host } : null
  }

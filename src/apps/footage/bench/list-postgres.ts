import {
  madeAt,
  madeId,
  openPostgresRows,
  rows,
  timed,
  madeTime,
} from '../../../../bench/parts/postgres-rows.ts'
import { type ClipFilter, clipPlace, listClips } from '../server/clip-list-store.ts'
import type { Viewer } from '../server/clip-policies.ts'
import { listComments } from '../server/comment-store.ts'
import type { ClipTables } from '../server/clip-tables.ts'
import { listTags } from '../server/clip-tag-store.ts'
import { app } from '../server/footage-app.ts'

const spaceId = 'space'
const member: Viewer = { sees: 'members', accountId: 'author 7' }

/** Every list and filter of clips at a million rows on PostgreSQL, with row-level security on. */
export const bench = {
  name: 'footage-list-postgres',
  title: `Lists of ${rows.toLocaleString('en')} clips on PostgreSQL`,
  async run() {
    const house = await openPostgresRows([app.migrations], async (admin) => {
      for (const fill of fills) await admin.query(fill)
    })
    const db = house.db.tables<ClipTables>()
    const parts = { house: house.house, db }
    const list = (what: string, more: Partial<ClipFilter> = {}, viewer: Viewer = member) =>
      timed(parts, what, spaceId, (read) => listClips(read, filterOf({ viewer, ...more }), 21, null))
    try {
      const middle = madeTime(rows / 2)
      const deep = filterOf({ viewer: member, from: madeTime(0) })
      const [last] = await listClips(db.read, filterOf({ viewer: member, to: middle }), 1, null)
      return {
        rows: [
          await list('the first page of a member'),
          await list('the first page of a guest', {}, { sees: 'public' }),
          await list('the first page of an admin', {}, { sees: 'all' }),
          await timed(parts, 'a page in the middle', spaceId, (read) =>
            listClips(read, filterOf({ viewer: member }), 21, clipPlace(filterOf({ viewer: member }), last!)),
          ),
          await list('a state that few have', { state: 'failed' }),
          await list('a state that nearly all have', { state: 'ready' }),
          await list('a tag on a tenth of all', { tag: 'tag 3' }),
          await list('a tag on twenty', { tag: 'rare' }),
          await list('a tag that nobody has', { tag: 'none' }),
          await list('what happened before a time long ago', { to: madeTime(1000) }),
          await list('what happened in a day', { from: middle, to: madeTime(rows / 2 + 144) }),
          await timed(parts, 'a page in the middle of a long time', spaceId, (read) =>
            listClips(read, deep, 21, clipPlace(deep, last!)),
          ),
          await list('a tag in a day', { tag: 'tag 3', from: middle, to: madeTime(rows / 2 + 144) }),
          await list('a tag and a state', { tag: 'tag 3', state: 'failed' }),
          await list('a tag and a state that never meet', { tag: 'tag 3', state: 'processing' }),
          await list('a tag and a state that both many have and that never meet', {
            tag: 'lone',
            state: 'failed',
          }),
          await list('a tag on many and a time, which never meet', { tag: 'lone', from: madeTime(rows / 2) }),
          await list('a state that few have in a day', {
            state: 'failed',
            from: middle,
            to: madeTime(rows / 2 + 144),
          }),
          await list('a tag, a state and a time, of which two meet', {
            tag: 'lone',
            state: 'failed',
            to: madeTime(rows / 2),
          }),
          await list('the trash', { deletedAt: '2000-01-01T00:00:00.000Z' }, { sees: 'all' }),
          await timed(parts, 'all tags with their counts', spaceId, (read) =>
            listTags(read, spaceId, member),
          ),
          await timed(parts, 'the comments of a clip', spaceId, (read) =>
            listComments(read, last!.id, 21, null),
          ),
        ],
      }
    } finally {
      await house.close()
    }
  },
}

const filterOf = (more: Partial<ClipFilter> & { viewer: Viewer }): ClipFilter => ({
  spaceId,
  ids: null,
  patterns: [],
  tag: null,
  from: null,
  to: null,
  state: null,
  deletedAt: null,
  ...more,
})

/** A thousand authors; three in ten public, one in ten private; one in a hundred failed, one in a thousand deleted; two tags each. */
const fills = [
  `insert into clips (id, space_id, author_id, title, description, visibility, tags, happened_at, created_at, updated_at,
     deleted_at, purge_at, state, percent, stage, watchable, size, file_name, original_key, poster_key, pictures_folder,
     comment_count, version, access_version, search_text)
   select ${madeId('n')}, '${spaceId}', 'author ' || n % 1000, 'Clip ' || n, 'What was seen. ' || repeat('And more of it. ', 10),
     case when n % 10 = 0 then 'private' when n % 10 < 4 then 'public' else 'members' end, '["tag ' || n % 10 || '"]',
     ${madeAt('n')}, ${madeAt('n')}, ${madeAt('n')},
     case when n % 1000 = 7 then ${madeAt('n')} end, case when n % 1000 = 7 then '2100-01-01T00:00:00.000Z' end,
     case when n / 10 % 100 = 99 then 'failed' else 'ready' end, 100, 'Ready', 1, 1000000, 'a.mp4', 'key ' || n, 'poster ' || n,
     'pictures ' || n, 0, 1, 1, 'clip'
   from generate_series(1, ${rows}) n`,
  `insert into clip_tags (clip_id, space_id, folded, tag, counted_for, clip_state, clip_happened_at)
   select ${madeId('n')}, '${spaceId}', tag, tag,
     case when n % 10 = 0 then 'author ' || n % 1000 when n % 10 < 4 then 'public' else 'members' end,
     case when n / 10 % 100 = 99 then 'failed' else 'ready' end, ${madeAt('n')} from generate_series(1, ${rows}) n,
     lateral (values ('tag ' || n % 10), ('more ' || n % 500), (case when n % ${rows / 20} = 5 then 'rare' end),
       (case when n < ${rows / 4} and n / 10 % 100 <> 99 then 'lone' end)) as tags (tag)
   where tag is not null`,
  `insert into clip_tag_counts (space_id, seen_by, folded, tag, count)
   select space_id, counted_for, folded, max(tag), count(*) from clip_tags group by 1, 2, 3`,
  `insert into clip_comments (id, clip_id, space_id, author_id, body, created_at, search_text)
   select ${madeId('n')}, ${madeId('n / 10')}, '${spaceId}', 'author 1', 'Said', ${madeAt('n')}, 'said'
   from generate_series(1, ${rows / 5}) n`,
]

import { madeAt, madeId, openPostgresRows, rows, timed } from '../../../../bench/parts/postgres-rows.ts'
import { linkingIds } from '../server/note-link-store.ts'
import { listNotes, listPlace, listTrash, type NoteFilter } from '../server/note-list-store.ts'
import type { Viewer } from '../server/note-policies.ts'
import type { NoteTables } from '../server/note-tables.ts'
import { listTags } from '../server/note-tag-store.ts'
import { app } from '../server/notes-app.ts'
import { listRevisions } from '../server/revision-store.ts'

const spaceId = 'space'
const member: Viewer = { sees: 'members', accountId: 'author 7' }
const owner: Viewer = { sees: 'all', accountId: 'owner' }

/** Every list and filter of notes at a million rows on PostgreSQL, with row-level security on and the archive in parts. */
export const bench = {
  name: 'notes-list-postgres',
  title: `Lists of ${rows.toLocaleString('en')} notes on PostgreSQL`,
  async run() {
    const house = await openPostgresRows([app.migrations], async (admin) => {
      for (const fill of fills) await admin.query(fill)
    })
    const db = house.db.tables<NoteTables>()
    const parts = { house: house.house, db }
    const list = (what: string, more: Partial<NoteFilter> = {}) =>
      timed(parts, what, spaceId, (read) => listNotes(read, filterOf(more), 21, null))
    try {
      const at = async (n: number) => {
        const { rows: found } = await house.admin.query<{ id: string }>(`select ${madeId(String(n))} as id`)
        return found[0]!.id
      }
      const [middle, later, old] = [await at(rows / 2), await at(rows / 2 + 144), await at(1000)]
      const [last] = await listNotes(db.read, filterOf({ before: middle }), 1, null)
      return {
        rows: [
          await list('the first page of a member'),
          await list('the first page of an admin', { viewer: owner }),
          await timed(parts, 'a page in the middle', spaceId, (read) =>
            listNotes(read, filterOf(), 21, [last!.pinned, last!.updated_at, last!.id]),
          ),
          await list('an author', { authorId: 'author 8' }),
          await list('a tag on a tenth of all', { tag: 'tag 3' }),
          await list('a tag on twenty', { tag: 'rare' }),
          await list('a tag and an author', { tag: 'tag 3', authorId: 'author 3' }),
          await list('what was made before a time long ago', { before: old }),
          await list('what was made in a day', { after: middle, before: later }),
          await list('what an author made before a time', { before: middle, authorId: 'author 8' }),
          await list('a tag in a day', { tag: 'tag 3', after: middle, before: later }),
          await timed(parts, 'a page in the middle of a long time', spaceId, (read) =>
            listNotes(read, filterOf({ before: later }), 21, listPlace(filterOf({ before: later }), last!)),
          ),
          await list('the archive', { archived: true }),
          await list('a tag in the archive', { archived: true, tag: 'tag 3' }),
          await timed(parts, 'the trash', spaceId, (read) =>
            listTrash(read, filterOf({ viewer: owner }), 21, '2000-01-01T00:00:00.000Z', null),
          ),
          await timed(parts, 'all tags with their counts', spaceId, (read) =>
            listTags(read, { spaceId, viewer: member, shelf: 'desk', prefix: '' }),
          ),
          await timed(parts, 'what links to a note', spaceId, (read) =>
            linkingIds(read, { id: middle, space_id: spaceId, title_folded: 'none' } as never, 21, null),
          ),
          await timed(parts, 'the history of a note', spaceId, (read) =>
            listRevisions(read, middle, 21, null),
          ),
        ],
      }
    } finally {
      await house.close()
    }
  },
}

const filterOf = (more: Partial<NoteFilter> = {}): NoteFilter => ({
  spaceId,
  viewer: member,
  archived: false,
  tag: null,
  authorId: null,
  after: null,
  before: null,
  ...more,
})

const columns = `id, space_id, author_id, editor_id, title, title_folded, excerpt, tags, pinned, visibility, archived_at,
  deleted_at, purge_at, created_at, updated_at, version, access_version, body`
const values = (
  archived: boolean,
) => `${madeId('n')}, '${spaceId}', 'author ' || n % 1000, 'author 1', 'Note ' || n,
  'note ' || n, 'What was said. ', '["tag ' || n % 10 || '"]', case when n % 100000 = 0 then 1 else 0 end,
  case when n % 10 = 0 then 'private' else 'members' end, ${archived ? madeAt('n') : 'null'},
  case when n % 1000 = 7 then ${madeAt('n')} end, case when n % 1000 = 7 then '2100-01-01T00:00:00.000Z' end,
  ${madeAt('n')}, ${madeAt('n')}, 1, 1, repeat('What was said and agreed. ', 20)`

/** A thousand authors; one in ten private, one in a thousand deleted; two tags each. A fifth as many in the archive. */
const fills = [
  `insert into notes (${columns}) select ${values(false)} from generate_series(1, ${rows}) n`,
  `insert into archived_notes (${columns}) select ${values(true)} from generate_series(${rows + 1}, ${rows * 1.2}) n`,
  `insert into note_tags (note_id, space_id, folded, tag, shelf, author_id, visibility, pinned, updated_at)
   select ${madeId('n')}, '${spaceId}', tag, tag, case when n > ${rows} then 'archive' else 'desk' end, 'author ' || n % 1000,
     case when n % 10 = 0 then 'private' else 'members' end, 0, ${madeAt('n')}
   from generate_series(1, ${rows * 1.2}) n,
     lateral (values ('tag ' || n % 10), (case when n % ${rows / 20} = 5 then 'rare' end)) as tags (tag)
   where tag is not null and n % 1000 <> 7`,
  `insert into note_tag_counts (space_id, shelf, private_to, folded, tag, count)
   select space_id, shelf, case when visibility = 'private' then author_id else '' end, folded, max(tag), count(*)
   from note_tags group by 1, 2, 3, 4`,
  `insert into note_links (from_id, place, space_id, to_id, text)
   select ${madeId('n')}, 0, '${spaceId}', ${madeId('n / 10')}, 'there' from generate_series(1, ${rows / 5}) n`,
  `insert into note_revisions (note_id, version, at, editor_id, title, tags, length, kept_start, kept_end, text)
   select ${madeId('n')}, v, ${madeAt('n')}, 'author 1', 'Note', '[]', 10, 0, 0, 'What was said'
   from generate_series(1, ${rows}) n, generate_series(1, 2) v`,
]

import { Type } from 'typebox'
import { route } from '../../../contract/route.ts'
import { Page, PageQuery, SpaceItemParams, SpaceParams, Strict } from '../../../contract/shapes.ts'
import { NoteExport, NoteImport } from './note.ts'
import { NoteFilter } from './note-routes.ts'

const read = 'notes:read'
const write = 'notes:write'

export const createExport = route({
  id: 'note-export.create',
  method: 'POST',
  path: '/spaces/:space/notes-exports',
  summary: 'Make a zip of Markdown files and attachments, or one JSON file, of the notes the asker can see',
  access: { who: 'member', scope: read },
  params: SpaceParams,
  body: Strict({
    format: Type.Enum(['zip', 'json']),
    ...NoteFilter,
    /** Archived notes too; default true. */
    withArchived: Type.Optional(Type.Boolean()),
  }),
  status: 201,
  answer: NoteExport,
  idempotent: true,
})

export const listExports = route({
  id: 'note-export.list',
  method: 'GET',
  path: '/spaces/:space/notes-exports',
  summary: 'The asker’s exports, latest first',
  access: { who: 'member', scope: read },
  params: SpaceParams,
  query: Strict(PageQuery),
  answer: Page(NoteExport),
})

export const readExport = route({
  id: 'note-export.read',
  method: 'GET',
  path: '/spaces/:space/notes-exports/:id',
  summary: 'One export: progress, then its download',
  access: { who: 'member', scope: read },
  params: SpaceItemParams,
  answer: NoteExport,
})

export const deleteExport = route({
  id: 'note-export.delete',
  method: 'DELETE',
  path: '/spaces/:space/notes-exports/:id',
  summary: 'Cancel an export, or remove its file',
  access: { who: 'member', scope: read },
  params: SpaceItemParams,
  status: 204,
})

export const createImport = route({
  id: 'note-import.create',
  method: 'POST',
  path: '/spaces/:space/notes-imports',
  summary:
    'Announce a .zip, .md or .json file and get a resumable upload for it; it is imported when the last byte is in',
  access: { who: 'member', scope: write },
  params: SpaceParams,
  body: Strict({
    file: Strict({
      name: Type.String({ minLength: 1, maxLength: 255 }),
      size: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      type: Type.String({ maxLength: 127 }),
    }),
  }),
  status: 201,
  answer: NoteImport,
  idempotent: true,
})

export const listImports = route({
  id: 'note-import.list',
  method: 'GET',
  path: '/spaces/:space/notes-imports',
  summary: 'The asker’s imports, latest first',
  access: { who: 'member', scope: write },
  params: SpaceParams,
  query: Strict(PageQuery),
  answer: Page(NoteImport),
})

export const readImport = route({
  id: 'note-import.read',
  method: 'GET',
  path: '/spaces/:space/notes-imports/:id',
  summary: 'One import: progress, what came of it, what did not and why',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  answer: NoteImport,
})

export const cancelImport = route({
  id: 'note-import.cancel',
  method: 'DELETE',
  path: '/spaces/:space/notes-imports/:id',
  summary: 'Stop an import; what was imported stays',
  access: { who: 'member', scope: write },
  params: SpaceItemParams,
  status: 204,
})

export const transferContract = [
  createExport,
  listExports,
  readExport,
  deleteExport,
  createImport,
  listImports,
  readImport,
  cancelImport,
]

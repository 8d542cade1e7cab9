import type { Note } from '../contract/note.ts'

/** A note as the server answers it. */
export const noteWith = (id: string, change: Partial<Note> = {}): Note => ({
  id,
  title: `Title ${id}`,
  body: 'body',
  tags: [],
  pinned: false,
  visibility: 'members',
  archivedAt: null,
  deletedAt: null,
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T08:00:00.000Z',
  author: { id: 'ada', name: 'Ada' },
  editor: { id: 'ada', name: 'Ada' },
  version: 1,
  attachments: [],
  links: [],
  may: { edit: true, delete: true, share: true },
  ...change,
})

import { queryOptions } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import type { NoteExport } from '../../contract/note.ts'
import type { listExports, listImports } from '../../contract/transfer-routes.ts'

/** Exports and imports of the asker, latest first. While one is under way, they are asked for again and again. */

export const exportsQuery = (space: string) =>
  queryOptions({
    queryKey: ['note-transfers', space, 'exports'] as const,
    queryFn: ({ signal }) =>
      call<typeof listExports>('GET /spaces/:space/notes-exports', { params: { space }, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) ? 1000 : false),
  })

export const importsQuery = (space: string) =>
  queryOptions({
    queryKey: ['note-transfers', space, 'imports'] as const,
    queryFn: ({ signal }) =>
      call<typeof listImports>('GET /spaces/:space/notes-imports', { params: { space }, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isMoving) ? 1000 : false),
  })

export const isMoving = ({ state }: Pick<NoteExport, 'state'>) =>
  state === 'uploading' || state === 'waiting' || state === 'running'

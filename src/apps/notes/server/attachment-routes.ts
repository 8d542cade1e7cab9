import { type BoundRoute, handle } from '#platform/http/handle.ts'
import { createAttachment, deleteAttachment, readAttachment } from '../contract/note-routes.ts'
import type { Attachments } from './attachments.ts'

export function attachmentRoutes(attachments: Attachments): BoundRoute[] {
  return [
    handle(createAttachment, async ({ standing, params, body, reply }) => {
      const { id } = await attachments.create(standing, params.id, body)
      reply.header('location', `/api/v1/spaces/${standing.space.slug}/notes/${params.id}/attachments/${id}`)
      return attachments.find(standing, params.id, id)
    }),
    handle(readAttachment, ({ standing, params }) =>
      attachments.find(standing, params.id, params.attachment),
    ),
    handle(deleteAttachment, async ({ standing, params }) => {
      await attachments.remove(standing, params.id, params.attachment)
      return undefined
    }),
  ]
}

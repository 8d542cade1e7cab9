import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { events } from '#platform/http/events.ts'
import { type BoundRoute, handle } from '#platform/http/handle.ts'
import type { Platform } from '#platform/platform.ts'
import type { Clip } from '../contract/clip.ts'
import {
  cancelProcessing,
  createClip,
  deleteClip,
  editClip,
  listClips,
  listTags,
  readClip,
  restoreClip,
  retryProcessing,
  watchClip,
} from '../contract/footage-routes.ts'
import type { ClipNews } from './clip-news.ts'
import type { ClipPages } from './clip-pages.ts'
import { clipPolicies, viewerOf } from './clip-policies.ts'
import { findClip } from './clip-store.ts'
import { listTags as listTagRows } from './clip-tag-store.ts'
import type { ClipTables } from './clip-tables.ts'
import { viewClip } from './clip-view.ts'
import type { Clips } from './clips.ts'
import { recordingOf } from './recording-store.ts'
import { renditionsOf } from './rendition-store.ts'

type Needs = Pick<Platform, 'accounts' | 'signedPaths' | 'uploads'> & {
  db: Db<ClipTables>
  news: ClipNews
  clips: Clips
  pages: ClipPages
}

export function clipRoutes(needs: Needs): BoundRoute[] {
  const { db, news, clips } = needs
  return [
    handle(createClip, async ({ standing, body, reply }) => {
      const draft = await clips.create(standing, body)
      reply.header('location', `/api/v1/spaces/${standing.space.slug}/footage/${draft.id}`)
      return clipFor(needs, standing, draft.id)
    }),
    handle(listClips, ({ standing, query }) => needs.pages.page(standing, query)),
    handle(readClip, (call) => clipFor(needs, call.standing, call.params.id)),
    handle(watchClip, async (call) => {
      await events(call, async (stream) => {
        const look = latestOnly(async () => {
          try {
            stream.send(await clipFor(needs, call.standing, call.params.id))
          } catch (error) {
            // The next change tells again; only a clip that is gone, or no longer for these eyes, is news.
            if (error instanceof Fault && error.kind === 'missing')
              stream.send({ id: call.params.id }, { event: 'gone' })
            else call.log.warn({ err: error }, 'a watched clip could not be read')
          }
        })
        stream.send(await clipFor(needs, call.standing, call.params.id))
        const unfollow = news.follow(call.params.id, look)
        // What changed between the look and the ear.
        look()
        return unfollow
      })
      return undefined
    }),
    handle(editClip, async (call) => {
      await clips.edit(call.standing, call.params.id, call.body, call.ifMatch)
      return clipFor(needs, call.standing, call.params.id)
    }),
    handle(deleteClip, async ({ standing, params, query }) => {
      await clips.remove(standing, params.id, query.forever ?? false)
      return undefined
    }),
    handle(restoreClip, async (call) => {
      await clips.restore(call.standing, call.params.id)
      return clipFor(needs, call.standing, call.params.id)
    }),
    handle(cancelProcessing, async ({ standing, params }) => {
      await clips.cancelProcessing(standing, params.id)
      return undefined
    }),
    handle(retryProcessing, async (call) => {
      await clips.retryProcessing(call.standing, call.params.id, call.body.height ?? null)
      return clipFor(needs, call.standing, call.params.id)
    }),
    handle(listTags, async ({ standing }) => ({
      items: await listTagRows(db.replica, standing.space.id, viewerOf(standing)),
    })),
  ]
}

async function clipFor(needs: Needs, who: Standing, id: string): Promise<Clip> {
  const clip = allow(clipPolicies, 'read', who, await findClip(needs.db.read, who.space.id, id))
  const [renditions, people, offset, recording] = await Promise.all([
    renditionsOf(needs.db.read, id),
    needs.accounts.people([clip.author_id]),
    clip.state === 'uploading' ? needs.uploads.offset(id) : null,
    recordingOf(needs.db.read, id),
  ])
  return viewClip(clip, renditions, { who, people, signedPaths: needs.signedPaths, offset, recording })
}

/** Calls never overlap; what is asked for meanwhile is done once, after. */
function latestOnly(work: () => Promise<void>): () => void {
  let running = false
  let again = false
  return function run() {
    again = running
    if (running) return
    running = true
    void work().finally(() => {
      running = false
      if (again) run()
    })
  }
}

import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useSyncExternalStore } from 'react'
import { useSpace } from '#web/session.ts'
import { useToast } from '#web/ui/toast.tsx'
import type { Channel } from '../contract/channel.ts'
import { listen } from './listen.ts'
import { noticesUrl } from './live-urls.ts'

/** Tells whoever is elsewhere in the house that a channel goes on air. Pages that nobody sees, and those of live itself, do not listen. */
export function Notices() {
  const { slug } = useSpace()
  const toast = useToast()
  const navigate = useNavigate()
  const isElsewhere = useLocation({ select: ({ pathname }) => !/^\/live(\/|$)/.test(pathname) })
  const isSeen = useSyncExternalStore(subscribe, () => !document.hidden)
  const listens = slug !== '' && isElsewhere && isSeen
  useEffect(() => {
    if (!listens) return
    return listen(noticesUrl(slug), {
      live(data) {
        const { id, name, event, following } = data as Channel
        toast({
          // Who asked to be told is not to miss it.
          stays: following === true,
          text: `${event?.title ?? name} is live`,
          action: { label: 'Watch', run: () => void navigate({ to: `/live/${id}` as string }) },
        })
      },
      alarm(data) {
        const { channel, message } = data as { channel: Channel; message: string }
        toast({
          text: message,
          action: {
            label: 'Look',
            run: () => void navigate({ to: `/live/${channel.id}/broadcast` as string }),
          },
        })
      },
    })
  }, [listens, slug, toast, navigate])
  return null
}

function subscribe(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed)
  return () => document.removeEventListener('visibilitychange', changed)
}

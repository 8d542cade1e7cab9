import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '#web/api.ts'
import { useSpace } from '#web/session.ts'
import { Check, Select } from '#web/ui/fields.tsx'
import { wordsOf } from '#web/ui/states.tsx'
import { useToast } from '#web/ui/toast.tsx'
import type { Channel, ChatSettings } from '../../contract/channel.ts'
import type { patchChannel } from '../../contract/live-routes.ts'
import { channelQuery } from '../live-queries.ts'

/** How the chat is kept. Each change counts at once, for everybody. */
export function ChatRules({ channel }: { channel: Channel }) {
  const { slug: space } = useSpace()
  const queries = useQueryClient()
  const toast = useToast()
  const { chat } = channel
  const change = useMutation({
    mutationFn: (rules: Partial<ChatSettings>) =>
      call<typeof patchChannel>('PATCH /spaces/:space/channels/:id', {
        params: { space, id: channel.id },
        body: { chat: rules },
        ifMatch: channel.version,
      }),
    onSuccess: (saved) => queries.setQueryData(channelQuery(space, channel.id).queryKey, saved),
    onError(problem) {
      toast(wordsOf(problem))
      void queries.invalidateQueries({ queryKey: channelQuery(space, channel.id).queryKey })
    },
  })
  return (
    <section aria-labelledby="rules">
      <h2 id="rules" className="mb-3">
        Rules of the chat
      </h2>
      <Check
        label="The chat is open"
        checked={chat.enabled}
        disabled={change.isPending}
        onChange={({ target }) => change.mutate({ enabled: target.checked })}
      />
      <Check
        label="People without an account may write"
        hint={channel.visibility === 'public' ? undefined : 'Only where everybody may watch'}
        checked={chat.guests}
        disabled={change.isPending || channel.visibility !== 'public'}
        onChange={({ target }) => change.mutate({ guests: target.checked })}
      />
      <Select
        label="Slow mode"
        name="slowSeconds"
        value={String(chat.slowSeconds)}
        disabled={change.isPending}
        options={paces(chat.slowSeconds)}
        onChange={({ target }) => change.mutate({ slowSeconds: Number(target.value) })}
      />
    </section>
  )
}

const paces = (now: number) =>
  [...new Set([0, 5, 10, 30, 60, 300, now])]
    .toSorted((a, b) => a - b)
    .map((seconds) => ({
      value: String(seconds),
      label: seconds === 0 ? 'Off' : `One message each ${seconds} seconds`,
    }))

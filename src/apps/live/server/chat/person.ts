import { createHmac } from 'node:crypto'
import type { Standing } from '#platform/auth/actor.ts'
import type { PersonKey } from './chat-tables.ts'

/** Where a request comes from, to tell guests apart. */
export type Origin = { address: string; browser: string }

/** Tells people apart in a chat. A guest is known again by browser and address as long as neither changes; more nobody can tell. */
export type People = { keyOf(who: Standing, channelId: string, from: Origin): PersonKey }

export function openPeople(secretKey: Buffer): People {
  return {
    keyOf(who, channelId, from) {
      if (who.accountId !== null) return `account:${who.accountId}`
      const digest = createHmac('sha256', secretKey)
        .update(`chat guest\0${channelId}\0${from.address}\0${from.browser.slice(0, 500)}`)
        .digest('base64url')
      return `guest:${digest.slice(0, 22)}`
    },
  }
}

/** As the house sees the other end of a request. */
export const originOf = (request: {
  ip: string
  headers: Record<string, string | string[] | undefined>
}): Origin => ({
  address: request.ip,
  browser: String(request.headers['user-agent'] ?? ''),
})

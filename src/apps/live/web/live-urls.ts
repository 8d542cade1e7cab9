/** Addresses of server-sent events, and of what a browser fetches by itself. */

const channelUrl = (space: string, id: string) =>
  `/api/v1/spaces/${encodeURIComponent(space)}/channels/${encodeURIComponent(id)}`

/** `watching`: counts as a viewer for as long as it is open. */
export const channelEventsUrl = (space: string, id: string, watching: boolean) =>
  `${channelUrl(space, id)}/events${watching ? '?watching=true' : ''}`

export const signalEventsUrl = (space: string, id: string) => `${channelUrl(space, id)}/signal/events`

export const obsProfileUrl = (space: string, id: string) => `${channelUrl(space, id)}/obs-profile`

export const noticesUrl = (space: string) => `/api/v1/spaces/${encodeURIComponent(space)}/live/events`

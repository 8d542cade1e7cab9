import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'

/**
 * What stands before the framework because of what an answer may cost: thousands of players that ask twice a second. It sees to headers,
 * rights and counting itself.
 */
export type RawDoor = {
  /** True when the request is its own: it has answered, or will. False leaves the request untouched. Never throws. */
  answer(request: IncomingMessage, response: ServerResponse): boolean
  /** The house stops: who waits is answered at once, and every answer ends its connection. */
  drain(): void
}

/** Lets every request pass the doors first. To be called when the server has its listeners. */
export function standBefore(server: Server, doors: readonly RawDoor[]): void {
  if (doors.length === 0) return
  const listeners = server.listeners('request') as RequestListener[]
  server.removeAllListeners('request')
  server.on('request', (request, response) => {
    for (const door of doors) if (door.answer(request, response)) return
    for (const listener of listeners) void listener.call(server, request, response)
  })
}

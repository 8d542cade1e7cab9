import { fleetSetupToken } from './fleet-house.ts'

/** Somebody who is signed in, and can be at any process of the house, or at its front. */
export type Person = {
  cookie: string
  call<T = unknown>(
    origin: string,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: T; headers: Headers }>
  /** The data of each server-sent event, as it comes. Ends when `signal` does, or the stream. */
  listen(origin: string, path: string, heard: (data: unknown) => void, signal: AbortSignal): Promise<void>
}

const password = 'correct horse battery'
const ada = { name: 'Ada', email: 'ada@example.org', password }

/** The first owner of the space `hall`. */
export async function firstOwner(origin: string): Promise<Person> {
  const answer = await post(origin, '/setup', { ...ada, spaceName: 'Hall', token: fleetSetupToken })
  if (answer.status !== 201) throw new Error(`setup: ${answer.status} ${await answer.text()}`)
  return person(cookieOf(answer))
}

/** The same person at another browser. */
export async function signIn(origin: string): Promise<Person> {
  const answer = await post(origin, '/session', { email: ada.email, password })
  if (answer.status !== 201) throw new Error(`session: ${answer.status} ${await answer.text()}`)
  return person(cookieOf(answer))
}

const post = (origin: string, path: string, body: object) =>
  fetch(`${origin}/api/v1${path}`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const cookieOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')

function person(cookie: string): Person {
  return {
    cookie,
    async call<T>(origin: string, method: string, path: string, body?: unknown, headers = {}) {
      const answer = await fetch(`${origin}/api/v1${path}`, {
        method,
        headers: {
          cookie,
          origin,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return {
        status: answer.status,
        body: (text === '' ? null : JSON.parse(text)) as T,
        headers: answer.headers,
      }
    },
    async listen(origin, path, heard, signal) {
      const answer = await fetch(`${origin}/api/v1${path}`, { headers: { cookie, origin }, signal })
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
      let text = ''
      try {
        for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
          const events = (text + chunk).split('\n\n')
          text = events.pop()!
          for (const event of events) {
            const data = /^data: (.*)$/m.exec(event)?.[1]
            if (data) heard(JSON.parse(data))
          }
        }
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
  }
}

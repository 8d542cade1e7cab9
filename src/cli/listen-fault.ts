import { createServer } from 'node:net'

/** null when the port can be listened on, else the error's code. No host is every address of this machine. */
export function listenFault(port: number, host: string | null): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'))
    server.listen({ port, ...(host && { host }) }, () => server.close(() => resolve(null)))
  })
}

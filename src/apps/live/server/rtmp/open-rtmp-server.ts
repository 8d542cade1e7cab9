import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Log } from '#platform/observability/log.ts'
import type { Metrics } from '#platform/observability/metrics.ts'
import type { Gate } from '../push.ts'
import { type Certificate, type CertificateFiles, openCertificate } from './certificate.ts'
import { openIngestMeasures } from './ingest-measures.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { stopping } from './refusals.ts'
import { RtmpSession } from './rtmp-session.ts'
import { WaitingRoom } from './waiting-room.ts'

export type RtmpServerOptions = {
  gate: Gate
  log: Log
  metrics: Pick<Metrics, 'counter' | 'gauge'>
  host?: string
  /** 0 takes any free one. */
  port: number
  /** RTMPS on a port of its own, beside RTMP. */
  tls?: (CertificateFiles & { port: number; lookEverySeconds?: number }) | null
  limits?: Partial<Limits>
}

export type RtmpServer = {
  port: number
  /** Null without TLS. */
  tlsPort: number | null
  /** Open now, whether their key was accepted or not. */
  connections(): number
  /** Takes nobody in any more, tells every encoder, and waits so long for them to go. */
  close(graceSeconds: number): Promise<void>
}

/** Takes pushes in over RTMP and RTMPS. Rejects when a port is taken or the certificate cannot be read. */
export async function openRtmpServer(options: RtmpServerOptions): Promise<RtmpServer> {
  const { tls, host } = options
  const certificate = tls ? openCertificate(tls, options.log, tls) : null
  const reception = new Reception(options)
  const servers: Server[] = []
  const listen = async (port: number, take: (socket: Socket) => void) => {
    const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 15_000 }, take)
    servers.push(server)
    server.listen({ port, ...(host && { host }) })
    await once(server, 'listening')
    server.on('error', (error) => options.log.error({ err: error }, 'an encoder could not be let in'))
    return (server.address() as AddressInfo).port
  }
  const close = async (graceSeconds: number) => {
    certificate?.close()
    for (const server of servers) server.close()
    await reception.close(graceSeconds)
  }
  try {
    return {
      port: await listen(options.port, (socket) => reception.take(socket, null)),
      tlsPort: certificate && (await listen(tls!.port, (socket) => reception.take(socket, certificate))),
      connections: () => reception.size,
      close,
    }
  } catch (error) {
    await close(0)
    throw error
  }
}

/** Everyone who is connected. */
class Reception {
  readonly #options: RtmpServerOptions
  readonly #limits: Limits
  readonly #measures
  readonly #waiting: WaitingRoom
  readonly #sessions = new Map<RtmpSession, Socket>()
  #emptied: () => void = () => {}

  constructor(options: RtmpServerOptions) {
    this.#options = options
    this.#limits = { ...defaultLimits, ...options.limits }
    this.#measures = openIngestMeasures(options.metrics)
    this.#waiting = new WaitingRoom(this.#limits.waiting)
  }

  get size(): number {
    return this.#sessions.size
  }

  take(socket: Socket, certificate: Certificate | null): void {
    const { gate, log } = this.#options
    const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    const turnOut = () => {
      this.#measures.refused('crowded')
      socket.destroy()
    }
    const wait = () => this.#waiting.enter(socket, address, turnOut)
    const session = new RtmpSession({
      stream: certificate ? secured(socket, certificate) : socket,
      by: certificate ? 'rtmps' : 'rtmp',
      address,
      gate,
      log,
      measures: this.#measures,
      limits: this.#limits,
      admitted: (yes) => (yes ? this.#waiting.leave(socket) : wait()),
    })
    this.#measures.connections.inc()
    this.#sessions.set(session, socket)
    wait()
    socket.on('close', () => {
      this.#measures.connections.dec()
      this.#waiting.leave(socket)
      this.#sessions.delete(session)
      if (this.#sessions.size === 0) this.#emptied()
    })
  }

  async close(graceSeconds: number): Promise<void> {
    for (const session of this.#sessions.keys()) session.stop(stopping())
    const cut = setTimeout(() => {
      for (const socket of this.#sessions.values()) socket.destroy()
    }, graceSeconds * 1000)
    if (this.#sessions.size > 0)
      await new Promise<void>((resolve) => {
        this.#emptied = resolve
      })
    clearTimeout(cut)
  }
}

/** Closing either closes both. */
function secured(socket: Socket, certificate: Certificate): TLSSocket {
  const stream = new TLSSocket(socket, { isServer: true, secureContext: certificate.context() })
  stream.on('close', () => socket.destroy())
  // Its fault reaches the stream as well, where the session hears it.
  socket.on('error', () => stream.destroy())
  socket.on('close', () => stream.destroy())
  return stream
}

import type { Duplex } from 'node:stream'
import type { Log } from '#platform/observability/log.ts'
import { giveBack } from '#platform/storage/chunk-memory.ts'
import { within } from '#platform/within.ts'
import { type EndReason, type Gate, type Push, PushRefused } from '../push.ts'
import { type Amf0Object, type Amf0Value, readAmf0 } from './amf0-reader.ts'
import { ChunkReader, type Message } from './chunk-reader.ts'
import { Handshake } from './handshake.ts'
import type { IngestMeasures } from './ingest-measures.ts'
import type { Limits } from './limits.ts'
import { controlEvent, messageType } from './message-types.ts'
import {
  answerMessage,
  controlMessage,
  numberMessage,
  peerBandwidthMessage,
  publishedStream,
  statusMessage,
} from './message-writer.ts'
import { ProtocolFault } from './protocol-fault.ts'
import { Publication } from './publication.ts'
import {
  alreadyPublishing,
  houseFault,
  notChecked,
  nothingToPlay,
  unknownAddress,
  unknownKey,
} from './refusals.ts'
import { type Address, addressOf, encoderOf, keyOf } from './stream-names.ts'

export type SessionParts = {
  /** A socket, or what stands for one. The session closes it. */
  stream: Duplex
  by: 'rtmp' | 'rtmps'
  /** Of the encoder, without port. */
  address: string
  gate: Gate
  log: Log
  measures: IngestMeasures
  limits: Limits
  /** Called when the key was accepted, and when the session waits for another key. */
  admitted(yes: boolean): void
}

type Phase = 'handshake' | 'opening' | 'checking' | 'publishing' | 'farewell'

const windowSize = 2_500_000

/** One connection of an encoder, from its first byte to its last. Nothing that comes over it can throw out of here. */
export class RtmpSession {
  readonly #parts: SessionParts
  readonly #stream: Duplex
  readonly #handshake = new Handshake()
  readonly #reader: ChunkReader
  #phase: Phase = 'handshake'
  #address: Address | null = null
  #encoder: string | null = null
  #publication: Publication | null = null
  /** What was read already while a key is checked. */
  #held: Buffer | null = null
  #timer: NodeJS.Timeout | undefined
  #quietTurns = 0
  #received = 0
  #acknowledged = 0
  #window = windowSize
  /** Where `#received` may come to before a key was accepted. */
  #openingEnd: number

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#stream = parts.stream
    this.#openingEnd = parts.limits.opening
    this.#reader = new ChunkReader(openingLimits(parts.limits))
    this.#wait(parts.limits.handshakeSeconds, 'handshake-slow')
    this.#stream.on('data', (data: Buffer) => this.#receive(data))
    this.#stream.on('end', () => this.#close('lost'))
    this.#stream.on('error', () => this.#close('lost'))
    this.#stream.on('close', () => this.#close('lost'))
  }

  /** The house ends the connection: the encoder is told why. */
  stop(reason: PushRefused): void {
    if (this.#handshake.done) this.#refuse(reason, 'stopped')
    else this.#close('stopped')
  }

  #over(): boolean {
    return this.#phase === 'farewell'
  }

  #receive(data: Buffer): void {
    if (this.#over()) return
    this.#parts.measures.bytes(data.length)
    this.#received += data.length
    this.#quietTurns = 0
    if (this.#phase === 'publishing') this.#timer?.refresh()
    this.#read(data)
    // All of it has been copied into messages; left to the collector, streams would call it every few seconds.
    if (!this.#held) giveBack(data)
    if (this.#over()) return
    // It is a sum: one that still waits for an encoder that does not read needs no other behind it.
    if (this.#received - this.#acknowledged >= this.#window && this.#stream.writableLength === 0) {
      this.#acknowledged = this.#received
      this.#send(numberMessage('acknowledgement', this.#received))
    }
  }

  #read(data: Buffer): void {
    try {
      if (this.#phase !== 'publishing' && this.#received > this.#openingEnd)
        throw new ProtocolFault('limit', 'too much was sent without a key')
      let at = 0
      if (!this.#handshake.done) at = this.#shakeHands(data)
      if (at < data.length) at = this.#reader.read(data, at, (message) => this.#take(message))
      if (at < data.length && this.#phase === 'checking') this.#held = data.subarray(at)
    } catch (error) {
      this.#fail(error)
    }
  }

  #shakeHands(data: Buffer): number {
    const at = this.#handshake.read(data, (answer) => this.#send(answer))
    if (!this.#handshake.done) return at
    this.#phase = 'opening'
    this.#wait(this.#parts.limits.openingSeconds, 'opening-slow')
    return at
  }

  /** Whether to go on reading. */
  #take(message: Message): boolean {
    this.#parts.measures.message(message.type)
    const { type, body } = message
    if (type === messageType.video || type === messageType.audio || type === messageType.aggregate)
      this.#publication?.take(message)
    else if (type === messageType.data || type === messageType.amf3Data) this.#publication?.take(message)
    else if (type === messageType.command) this.#command(readAmf0(body))
    else if (type === messageType.amf3Command) this.#command(readAmf0(body, 1))
    else if (type === messageType.setChunkSize) this.#reader.setChunkSize(numberIn(body))
    else if (type === messageType.abort) this.#reader.abort(numberIn(body))
    else if (type === messageType.windowAcknowledgementSize) this.#window = Math.max(1, numberIn(body))
    else if (type === messageType.userControl) this.#control(body)
    return this.#phase === 'opening' || this.#phase === 'publishing'
  }

  #control(body: Buffer): void {
    if (body.length >= 6 && body.readUInt16BE(0) === controlEvent.pingRequest)
      this.#send(controlMessage('pingResponse', body.readUInt32BE(2)))
  }

  #command(values: Amf0Value[]): void {
    const [name, number, first, second] = values
    const transaction = typeof number === 'number' ? number : 0
    if (name === 'connect') this.#connect(transaction, first)
    else if (name === 'createStream') this.#send(answerMessage('_result', transaction, null, publishedStream))
    else if (name === 'releaseStream' || name === 'FCPublish')
      this.#send(answerMessage('_result', transaction, null, undefined))
    else if (name === 'publish') this.#publish(second)
    else if (name === 'FCUnpublish' || name === 'deleteStream' || name === 'closeStream') this.#unpublish()
    else if (name === 'play' || name === 'play2') throw nothingToPlay()
    // Others are questions that nobody waits for the answer of, or answers to what was not asked.
  }

  #connect(transaction: number, said: Amf0Value): void {
    if (this.#address) throw new ProtocolFault('command', 'connected twice')
    const object: Amf0Object = typeof said === 'object' && said !== null && !Array.isArray(said) ? said : {}
    this.#address = addressOf(object)
    this.#encoder = encoderOf(object)
    if (!this.#address) {
      const refused = unknownAddress()
      const status = { level: 'error', code: 'NetConnection.Connect.Rejected', description: refused.message }
      return this.#farewell(refused.code, answerMessage('_error', transaction, null, status))
    }
    this.#send(
      Buffer.concat([
        numberMessage('windowAcknowledgementSize', windowSize),
        peerBandwidthMessage(windowSize),
        answerMessage(
          '_result',
          transaction,
          { fmsVer: 'FMS/3,5,7,7009', capabilities: 31, mode: 1 },
          {
            level: 'status',
            code: 'NetConnection.Connect.Success',
            description: 'Connected.',
            objectEncoding: 0,
          },
        ),
      ]),
    )
  }

  #publish(name: Amf0Value): void {
    if (!this.#address) throw new ProtocolFault('command', 'published without connecting')
    if (this.#phase !== 'opening') throw alreadyPublishing()
    this.#phase = 'checking'
    this.#stream.pause()
    clearTimeout(this.#timer)
    void this.#check(this.#address, keyOf(this.#address, name))
  }

  async #check(address: Address, key: string): Promise<void> {
    const { gate, by, limits, log } = this.#parts
    let push: Push | null = null
    let refused = unknownKey()
    try {
      const request = {
        by: address.app === 'ingest' ? ('ticket' as const) : by,
        key,
        address: this.#parts.address,
        encoder: this.#encoder,
      }
      if (key) push = await this.#admission(gate.admit(request), limits.checkSeconds)
    } catch (error) {
      if (!(error instanceof PushRefused)) log.error({ err: error }, 'a stream key could not be checked')
      refused = error instanceof PushRefused ? error : notChecked()
    }
    if (push) return this.#begin(push)
    if (this.#phase === 'checking')
      this.#timer = setTimeout(() => this.#refuse(refused, 'lost'), limits.wrongKeySeconds * 1000)
  }

  /** A push that is admitted after nobody waits for it any more is ended at once. */
  async #admission(admission: Promise<Push | null>, seconds: number): Promise<Push | null> {
    try {
      return await within(seconds * 1000, admission)
    } catch (error) {
      void admission.then(
        (late) => late && new Publication(late, this.#parts.log, () => {}).end('lost'),
        () => {},
      )
      throw error
    }
  }

  #begin(push: Push): void {
    const { limits, log, measures } = this.#parts
    const publication = new Publication(push, log, (reason) => this.#refuse(reason, 'stopped'))
    if (this.#phase !== 'checking') return publication.end('lost')
    this.#publication = publication
    this.#phase = 'publishing'
    this.#reader.limits = limits
    measures.publishers.inc()
    this.#parts.admitted(true)
    log.info({ address: this.#parts.address, encoder: this.#encoder }, 'a push began')
    this.#send(controlMessage('streamBegin', publishedStream))
    this.#send(statusMessage('status', 'NetStream.Publish.Start', 'The house takes this stream.'))
    this.#listenForSilence()
    this.#goOn()
  }

  #goOn(): void {
    const held = this.#held
    this.#held = null
    if (held) this.#read(held)
    if (this.#phase !== 'checking') this.#stream.resume()
  }

  /** Any byte counts, so that a slide that does not move stays on. Encoders that listen are asked before they are given up. */
  #listenForSilence(): void {
    const turns = 3
    clearTimeout(this.#timer)
    this.#quietTurns = 0
    this.#timer = setTimeout(
      () => {
        this.#quietTurns += 1
        if (this.#quietTurns >= turns) return this.#cut('idle')
        this.#send(controlMessage('pingRequest', Math.floor(performance.now())))
        if (this.#phase === 'publishing') this.#timer?.refresh()
      },
      (this.#parts.limits.idleSeconds * 1000) / turns,
    )
  }

  #unpublish(): void {
    if (!this.#publication) return
    this.#endPublication('unpublished')
    this.#phase = 'opening'
    this.#reader.limits = openingLimits(this.#parts.limits)
    this.#openingEnd = this.#received + this.#parts.limits.opening
    this.#wait(this.#parts.limits.openingSeconds, null)
    this.#send(statusMessage('status', 'NetStream.Unpublish.Success', 'The stream has ended.'))
  }

  #fail(error: unknown): void {
    if (error instanceof PushRefused) return this.#refuse(error, 'stopped')
    const { log, address } = this.#parts
    if (error instanceof ProtocolFault) {
      log.info({ address, reason: error.message }, 'a connection of an encoder was closed')
      return this.#cut(error.code)
    }
    log.error({ err: error, address }, 'a connection of an encoder could not be read')
    this.#refuse(houseFault(), 'lost')
  }

  #refuse(reason: PushRefused, end: EndReason): void {
    if (this.#over()) return
    const code = this.#codeOf(reason)
    this.#endPublication(end)
    this.#farewell(reason.code, statusMessage('error', code, reason.message))
  }

  /** Before a push began OBS writes the words of `BadName` alone into its log, whatever the reason is. */
  #codeOf(reason: PushRefused): string {
    if (reason.code === 'play') return 'NetStream.Play.Failed'
    return this.#publication ? 'NetStream.Publish.Failed' : 'NetStream.Publish.BadName'
  }

  /** The last words, and time for them to arrive: what is still read is thrown away, since closing over it would lose them. */
  #farewell(reason: string, words: Buffer): void {
    const { log, address, measures, limits } = this.#parts
    this.#phase = 'farewell'
    this.#held = null
    measures.refused(reason)
    log.info({ address, encoder: this.#encoder, reason }, 'an encoder was refused')
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#stream.destroy(), limits.farewellSeconds * 1000)
    if (this.#stream.writable) this.#stream.end(words)
    this.#stream.resume()
  }

  /** `null` when there is nothing to hold against the encoder. */
  #wait(seconds: number, reason: string | null): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#cut(reason), seconds * 1000)
  }

  #cut(reason: string | null): void {
    if (reason) this.#parts.measures.refused(reason)
    this.#close('lost')
  }

  #close(reason: EndReason): void {
    clearTimeout(this.#timer)
    this.#phase = 'farewell'
    this.#held = null
    this.#endPublication(reason)
    this.#stream.destroy()
  }

  #endPublication(reason: EndReason): void {
    if (!this.#publication) return
    this.#publication.end(reason)
    this.#publication = null
    this.#parts.measures.publishers.dec()
    this.#parts.admitted(false)
    this.#parts.log.info({ address: this.#parts.address, reason }, 'a push ended')
  }

  #send(bytes: Buffer): void {
    if (!this.#stream.writable) return
    this.#stream.write(bytes)
    if (this.#stream.writableLength > this.#parts.limits.unread) this.#cut('unread')
  }
}

const openingLimits = (limits: Limits) => ({
  message: limits.commandMessage,
  partial: limits.commandPartial,
  chunkStreams: limits.chunkStreams,
})

function numberIn(body: Buffer): number {
  if (body.length < 4) throw new ProtocolFault('chunk', 'a control message is cut short')
  return body.readUInt32BE(0)
}

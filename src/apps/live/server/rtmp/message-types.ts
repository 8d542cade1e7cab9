/** The types of RTMP messages that mean something to a house that only takes streams in. */
export const messageType = {
  setChunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowAcknowledgementSize: 5,
  setPeerBandwidth: 6,
  audio: 8,
  video: 9,
  amf3Data: 15,
  amf3Command: 17,
  data: 18,
  command: 20,
  aggregate: 22,
} as const

export type MessageName = keyof typeof messageType

/** The events of User Control that are said or heard here. */
export const controlEvent = { streamBegin: 0, pingRequest: 6, pingResponse: 7 } as const

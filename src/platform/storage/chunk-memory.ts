/** Gives the memory of a chunk back at once: the collector lets some 64 MB of them stand before it looks. The chunk is empty afterwards. */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

/** What durable-writer.ts writes and durable.test.ts looks for. */
export type DurableTables = {
  durable_rows: { writer: number; n: number; payload: string }
  durable_counts: { writer: number; n: number }
}

/** Up to three pages of text that tells whose it is. */
export const payload = (writer: number, n: number): string =>
  `${writer}/${n};`.repeat(1 + ((writer * 7919 + n * 104_729) % 1200))

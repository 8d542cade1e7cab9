/** The first truthy answer of `look`, asked every few milliseconds. Throws after `seconds`, naming what it waited for. */
export async function until<T>(
  look: () => T | Promise<T>,
  { seconds = 5, every = 5 }: { seconds?: number; every?: number } = {},
): Promise<T> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    const answer = await look()
    if (answer) return answer
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${look.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, every))
  }
}

/** A body with the line ends that offsets count: `\n` alone. */
export const linesOf = (body: string): string => (body.includes('\r') ? body.replace(/\r\n?/g, '\n') : body)

/** A name of a table, column or index as both dialects take it. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

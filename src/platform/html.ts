/** Text that is HTML already. */
export type Html = { readonly html: string }

/** HTML with everything put into it escaped, lists one after the other: html`<p>${name}</p>`. What is HTML already goes in as it is. */
export const html = (parts: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html => ({
  html: parts.map((part, index) => part + textOf(values[index] ?? '')).join(''),
})

const textOf = (value: string | Html | readonly Html[]): string =>
  typeof value === 'string'
    ? value.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
    : 'html' in value
      ? value.html
      : value.map(textOf).join('')

/** What `first.js` has painted of the page's first answer (`paint` in first-pages.json) goes as soon as the app shows it itself. */
export const dropFirstPage = (): void => document.getElementById('first-page')?.remove()

/** An element of it. Texts are texts: nothing in an answer is ever markup. */
export function part<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...inside: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  element.className = className
  element.append(...inside)
  return element
}

declare global {
  /** Resolves when `first.js` has painted what it can. */
  var firstPainted: Promise<void> | undefined
}

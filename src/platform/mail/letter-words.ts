import { type Html, html } from '../html.ts'
import type { Letter } from './mail.ts'
import { oneLine } from './one-line.ts'

/** A link with what it is for. */
export type LetterLink = { label: string; url: string }

/** What a letter says, once for both of its forms. Names that somebody typed stand in it as they are. */
export type LetterWords = {
  /** Whom it greets. */
  name: string
  says: readonly string[]
  /** What to do now. */
  act: LetterLink
  /** Why it came. */
  why: string
  /** How to change that. */
  ways: readonly LetterLink[]
}

/** Plain text, and a page of the same words that loads nothing from anywhere. */
export function wordLetter(words: LetterWords): Required<Pick<Letter, 'text' | 'html'>> {
  const { act, ways } = words
  const [hello, why] = [`Hello ${oneLine(words.name)},`, oneLine(words.why)]
  const says = words.says.map(oneLine)
  const paragraphs = [hello, ...says, `${act.label}:\n${act.url}`, '--', why]
  return {
    text: `${[...paragraphs, ...ways.map(({ label, url }) => `${label}:\n${url}`)].join('\n\n')}\n`,
    html: page(hello, says, act, why, ways).html,
  }
}

const page = (
  hello: string,
  says: readonly string[],
  act: LetterLink,
  why: string,
  ways: readonly LetterLink[],
): Html =>
  html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="color-scheme" content="light dark" />
      <div style="max-width:34rem;margin:0 auto;padding:16px;font:16px/1.5 system-ui,sans-serif">
        <p>${hello}</p>
        ${says.map((line) => html`<p>${line}</p> `)}
        <p>
          <a
            href="${act.url}"
            style="display:inline-block;padding:10px 18px;border-radius:8px;background:#3d4ee0;color:#ffffff;text-decoration:none"
            >${act.label}</a
          >
        </p>
        <p style="margin-top:32px;font-size:13px;opacity:.75">
          ${why} ${ways.map(({ label, url }) => html`<a href="${url}" style="color:inherit">${label}</a>. `)}
        </p>
      </div>
    </html> `

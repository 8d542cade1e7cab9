import { createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import type { Attachment } from '../../contract/note.ts'
import { decodeEntities } from './entities.ts'
import { hostileMarkdown } from './hostile-markdown.fixture.ts'
import { MarkdownBody } from './markdown-body.tsx'
import { MarkdownContext, type MarkdownHouse } from './markdown-house.ts'

const picture = attachment('0192f5a0-0000-7000-8000-00000000000a', { name: 'a.png', image: true })
const house: MarkdownHouse = {
  noteOf: (title) => (title === 'Known' ? '0192f5a0-0000-7000-8000-000000000001' : null),
  attachment: (id) => (id === picture.id ? picture : undefined),
  NoteLink: ({ id, children }) => createElement('a', { href: `/notes/${id}` }, children),
  TagLink: ({ tag, children }) => createElement('a', { href: `/notes?tag=${tag}` }, children),
  toggle: null,
  onExpired: () => {},
  prefix: 'note-',
}

const html = (body: string) =>
  renderToStaticMarkup(
    createElement(MarkdownContext, { value: house }, createElement(MarkdownBody, { body }) as ReactNode),
  ).replace(/^<div class="markdown">|<\/div>$/g, '')

describe('Markdown', () => {
  test('makes the elements people expect', () => {
    expect(html('# A *b*\n\nc **d** ~~e~~ `f<`\ng')).toBe(
      '<h2 id="note-a-b">A <em>b</em></h2><p>c <strong>d</strong> <del>e</del> <code>f&lt;</code><br/>g</p>',
    )
    expect(html('3. a\n4. b\n\n> q\n\n---')).toBe(
      '<ol start="3"><li>a</li><li>b</li></ol><blockquote><p>q</p></blockquote><hr/>',
    )
    expect(html('# Same\n\n# Same')).toContain('id="note-same-2"')
    expect(html('- [x] done\n- [ ] open')).toMatch(
      /<input type="checkbox" disabled="" aria-labelledby="(\w+)" checked=""\/><div><div id="\1">done<\/div><\/div>/,
    )
    expect(html('| a | b |\n|---|--:|\n| c | d |')).toContain('<td style="text-align:right">d</td>')
    expect(html('```js\n<b>\n```')).toBe('<pre tabindex="0"><code>&lt;b&gt;</code></pre>')
    expect(html('a &amp; b &lt; c &copy; \\*')).toBe('<p>a &amp; b &lt; c © *</p>')
  })

  test('leads to notes, tags, files and addresses; shows attached pictures and no others', () => {
    expect(html('[[Known]] [[Unknown]]')).toBe(
      '<p><a href="/notes/0192f5a0-0000-7000-8000-000000000001">Known</a> <span class="md-nowhere" title="No note has this title yet">Unknown</span></p>',
    )
    expect(html('#tag a#b #1 #über/2')).toBe(
      '<p><a href="/notes?tag=tag">#tag</a> a#b #1 <a href="/notes?tag=über/2">#über/2</a></p>',
    )
    expect(html('[a](https://b.example/?c=1&amp;d=2)')).toContain('href="https://b.example/?c=1&amp;d=2"')
    expect(html('[a](https://b.example)')).toContain('rel="noopener noreferrer nofollow"')
    expect(html(`![words](attachment:${picture.id})`)).toContain(
      '<img src="/media/a" alt="words" loading="lazy"',
    )
    expect(html('![x](https://outside.example/p.png)')).toBe(
      '<p><a href="https://outside.example/p.png" rel="noopener noreferrer nofollow">x (picture on outside.example)</a></p>',
    )
    expect(html('[x](#A heading)\n\n[y](<#A heading>)')).toContain('href="#note-a-heading"')
  })

  test('shows what it cannot afford as it is written', () => {
    for (const body of [
      '>'.repeat(10_000),
      `${'- '.repeat(10_000)}a`,
      '['.repeat(10_000) + ']'.repeat(10_000),
      `${'*a '.repeat(10_000)}${'b*'.repeat(10_000)}`,
    ]) {
      const shown = html(body)
      expect(decodeEntities(shown.replace(/<[^>]*>/g, ''))).toBe(body)
    }
    const table = `${'|'.repeat(3000)}\n${'|-'.repeat(3000)}\n${'|\n'.repeat(3000)}`
    expect(html(table).match(/<td/g)).toBeNull()
    expect(html(`- a\n${'x '.repeat(20_000)}\n\n- b\n`)).toContain('b')
  })

  test('keeps whole texts of any length, fence and line end', () => {
    const long = Array.from({ length: 400 }, (_, at) => `some longer word number${at}${at}`).join('\r\n\r\n')
    expect(html(long).match(/<p>some longer word number\d+<\/p>/g)).toHaveLength(400)
    const fenced = `\`\`\`\n${'line\n\n'.repeat(3000)}\`\`\`\nafter`
    expect(html(fenced).match(/<pre/g)).toHaveLength(1)
    expect(html(fenced)).toContain('<p>after</p>')
  })
})

test('of a very long body the end waits as it is written', () => {
  const shown = html('- a *b*\n\n'.repeat(12_000))
  expect(shown.match(/<em>/g)!.length).toBeLessThan(10_000)
  expect(shown).toContain('md-later')
})

describe('hostile Markdown', () => {
  const inputs = hostileMarkdown()

  test(`${inputs.length} inputs leave only elements, attributes and addresses of the list`, () => {
    expect(inputs.length).toBeGreaterThan(2000)
    expect(new Set(inputs).size).toBeGreaterThan(2000)
    const found = inputs.flatMap((input) => faultsOf(html(input)).map((fault) => `${fault} in ${input}`))
    expect(found).toEqual([])
  })

  test('the look-out sees what it looks for', () => {
    const bad = [
      '<script>1</script>',
      '<a href="javascript:1">x</a>',
      '<a href="//outside.invalid">x</a>',
      '<a href="https://a@b.example/">x</a>',
      '<img src="https://outside.invalid/x" alt=""/>',
      '<p onclick="1">x</p>',
      '<h2 id="root">x</h2>',
      '<p style="background:url(x)">x</p>',
      'a < b',
    ]
    for (const markup of bad) expect([markup, faultsOf(markup)]).not.toEqual([markup, []])
  })
})

/** What must not be in the markup. React writes every `<` of a text as `&lt;`, so each one left begins an element. */
function faultsOf(markup: string): string[] {
  const faults: string[] = []
  const rest = markup.replace(
    /<\/?([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)\/?>/g,
    (_, name: string, list: string) => {
      if (!allowed.has(name)) faults.push(`<${name}>`)
      for (const [, attribute = '', value = ''] of list.matchAll(/ ([a-z-]+)="([^"]*)"/g)) {
        const may = attributes[attribute]
        if (!may?.test(decodeEntities(value))) faults.push(`${name} ${attribute}="${value}"`)
      }
      return ''
    },
  )
  if (/[<>]/.test(rest)) faults.push(`loose angle bracket: ${rest.slice(0, 80)}`)
  return faults
}

const allowed = new Set(
  'p br em strong del code pre a span img h2 h3 h4 h5 h6 ul ol li input div blockquote table thead tbody tr th td hr'.split(
    ' ',
  ),
)
const attributes: Record<string, RegExp> = {
  href: /^(?:https?:\/\/[^@/\\\s]+(?:[/?#].*)?|mailto:[^\s<>"]+|tel:[+\d().\- ]+|\/(?![/\\])[^\s]*|#note-[^\s]*)$/su,
  src: /^\/media\/a$/,
  rel: /^noopener noreferrer nofollow$/,
  id: /^(?:note-[^\s]*|_[\w]+)$/u,
  'aria-labelledby': /^_\w+$/,
  'aria-label': /^Table$/,
  role: /^group$/,
  class: /^md-[a-z]+$/,
  style: /^text-align:(?:left|right|center)$/,
  title: /^.*$/su,
  alt: /^.*$/su,
  type: /^checkbox$/,
  loading: /^lazy$/,
  decoding: /^async$/,
  scope: /^col$/,
  start: /^\d+$/,
  tabindex: /^0$/,
  checked: /^$/,
  disabled: /^$/,
  download: /^a\.png$/,
}

function attachment(id: string, more: Partial<Attachment>): Attachment {
  return {
    id,
    name: 'a',
    size: 1,
    type: 'x',
    image: false,
    state: 'ready',
    download: '/media/d',
    view: '/media/a',
    ...more,
  }
}

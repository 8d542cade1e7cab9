import { expect, test } from 'vitest'
import { parseMarkdown } from './parse-markdown.ts'
import { withTask } from './tasks.ts'

const body = `Text

- [ ] one
  - [x] two
    > - [ ] three
- four
  \`\`\`
  - [ ] not a box
  \`\`\`
- [ ] five

1. [ ] six`

const at = (words: string) => parseMarkdown(body).find(({ token }) => token.raw.includes(words))!.at!

test.each([
  [0, 'one', true, '- [x] one'],
  [1, 'one', false, '  - [ ] two'],
  [2, 'one', true, '    > - [x] three'],
  [3, 'one', true, '- [x] five'],
  [0, 'six', true, '1. [x] six'],
])('box %i of the block with “%s” becomes %s', (nth, words, checked, line) => {
  const changed = withTask(body, { at: at(words), nth, checked })!
  const lines = changed.split('\n')
  expect(lines).toContain(line)
  expect(lines.filter((one, index) => one !== body.split('\n')[index])).toEqual([line])
})

test('what is so already stays; what is not there is not guessed', () => {
  expect(withTask(body, { at: at('one'), nth: 1, checked: true })).toBe(body)
  expect(withTask(body, { at: at('one'), nth: 9, checked: true })).toBeNull()
  expect(withTask(`New line\n${body}`, { at: at('one'), nth: 0, checked: true })).toBeNull()
})

test('line ends of other systems do not move the box', () => {
  expect(withTask('a\r\n\r\n- [ ] b\r\n', { at: 3, nth: 0, checked: true })).toBe('a\n\n- [x] b\n')
})

test('every top block knows where it begins', () => {
  const blocks = parseMarkdown(`${body}\n\n| a |\n|---|\n| b |\n\n    code\n\n***\n\n[r]: /x\n`)
  expect(blocks.every((block) => block.at !== null)).toBe(true)
})

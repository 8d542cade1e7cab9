import Schema from 'typebox/schema'
import { expect, test } from 'vitest'
import { Language } from '../contract/caption.ts'

const shape = Schema.Compile(Language)

test.each(['en', 'deu', 'pt-BR', 'zh-Hant-TW', 'es-419', 'sl-rozaj', 'zh-yue-HK'])(
  '%s is a language',
  (tag) => expect(shape.Check(tag)).toBe(true),
)
test.each(['', 'e', 'english', 'en_GB', 'en-', '-en', 'en GB', 'en"><b>', 'x'.repeat(36)])(
  '%s is none',
  (tag) => expect(shape.Check(tag)).toBe(false),
)

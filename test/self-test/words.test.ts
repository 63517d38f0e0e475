import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inWords } from '../../main/self-test/sentences.ts'
import en from '../../main/self-test/words/en.json' with { type: 'json' }
import ta from '../../main/self-test/words/ta.json' with { type: 'json' }

const project = join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(join(project, file), 'utf8')
const sources = [
  ...readdirSync(join(project, 'main/self-test')).filter((file) => file.endsWith('.ts')),
  '../tasks/selftest.ts',
].map((file) => read(join('main/self-test', file)))
const everything = sources.join('\n')
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()
const keys = Object.keys(en)
const ids = keys.filter((key) => !key.includes('.'))
const sayings = keys.filter((key) => key.includes('.'))

describe('the sentences of the self-test', () => {
  test('have the same keys, in the same order, in English and Tamil', () =>
    expect(Object.keys(ta)).toEqual(keys))

  test.each(Object.entries(en))('%s has the same placeholders in both languages', (key, text) =>
    expect(placeholders(Object.entries(ta).find(([other]) => other === key)?.[1] ?? '')).toEqual(
      placeholders(text),
    ),
  )

  test('are Tamil in Tamil', () => {
    expect(Object.entries(ta).filter(([, text]) => !/\p{Script=Tamil}/u.test(text))).toEqual([])
  })

  test.each(sayings)('%s is said, and its check has a title', (saying) => {
    const [id = '', said] = saying.split('.')
    const byName = everything.includes(`\`${id}.\${`)
    expect(everything.includes(`'${saying}'`) || byName, said).toBe(true)
    expect(id === 'failed' || ids.includes(id)).toBe(true)
  })

  test('are filled with facts, in both languages', () => {
    const finding = {
      id: 'disk_space',
      level: 'amber',
      saying: 'disk_space.low',
      facts: { free: 7 },
    } as const
    expect(inWords(finding)).toEqual({
      id: 'disk_space',
      level: 'amber',
      found: 'low',
      facts: { free: 7 },
      title: { en: 'Disk space', ta: expect.stringContaining('வட்டு') },
      text: {
        en: 'Only 7 MB are free. Make room, 1000 MB at least.',
        ta: expect.stringContaining('7 MB'),
      },
    })
  })
})

describe('docs/self-test.md', () => {
  const page = read('docs/self-test.md')

  test.each(ids)('tells of %s, and of everything that it can find', (id) => {
    const rows = page.split('\n').filter((row) => row.startsWith(`| \`${id}\` |`))
    expect(rows).toHaveLength(1)
    for (const saying of sayings.filter((each) => each.startsWith(`${id}.`))) {
      expect(rows[0]).toContain(`\`${saying.slice(id.length + 1)}\``)
    }
  })

  test('tells of nothing else', () => {
    const told = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, id]) => id)
    expect(told.filter((id) => !ids.includes(id ?? ''))).toEqual([])
  })
})

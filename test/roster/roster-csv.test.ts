import { expect, test } from 'vitest'
import { readRosterCsv, type rosterColumns } from '../../main/roster/roster-csv.ts'

const head = 'login_id,name,rank,station,mobile,role'
const good = 'officer_001,First Officer,Constable,Harbour,9876543210,officer'
const file = (...rows: string[]) => [head, ...rows, ''].join('\n')

/** A row with one field changed. */
const row = (changes: Partial<Record<(typeof rosterColumns)[number], string>>) => {
  const fields = {
    login_id: 'officer_001',
    name: 'First Officer',
    rank: 'Constable',
    station: 'Harbour',
    mobile: '9876543210',
    role: 'officer',
  }
  return Object.values({ ...fields, ...changes }).join(',')
}

const enrolments = (text: string) => {
  const read = readRosterCsv(text)
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  return read.enrolments
}

const mistakes = (text: string) => {
  const read = readRosterCsv(text)
  if ('enrolments' in read) throw new Error('the file was accepted')
  return read.mistakes
}

const first = {
  loginId: 'officer_001',
  name: 'First Officer',
  rank: 'Constable',
  station: 'Harbour',
  number: '9876543210',
  role: 'officer',
}

test('a roster file is read as it was written', () => {
  expect(enrolments(file(good))).toEqual([first])
})

test.each([
  [
    'columns in another order',
    'role,mobile,station,rank,name,login_id\nofficer,9876543210,Harbour,Constable,First Officer,officer_001\n',
  ],
  ['a byte order mark', `\uFEFF${file(good)}`],
  ['Windows line ends', file(good).replaceAll('\n', '\r\n')],
  ['old Macintosh line ends', file(good).replaceAll('\n', '\r')],
  ['no last line end', file(good).trimEnd()],
  ['empty lines', `${head}\n\n\n${good}\n\n`],
  ['quotation marks around everything', file(good).replaceAll(/[^,\n]+/g, '"$&"')],
  ['spaces around fields', file(good.replaceAll(',', ' , '))],
  ['capital letters in the heading', file(good).replace(head, head.toUpperCase())],
  ['spaces in the heading', file(good).replace(head, head.replaceAll(',', ' , '))],
  ['+91 before the number', file(row({ mobile: '+91 98765-43210' }))],
  ['0 before the number', file(row({ mobile: '09876543210' }))],
  ['0091 before the number', file(row({ mobile: '0091 98765 43210' }))],
  ['a number in Tamil digits', file(row({ mobile: '௯௮௭௬௫௪௩௨௧௦' }))],
  ['a login ID in capital letters', file(row({ login_id: 'OFFICER_001' }))],
  ['a login ID with spaces and full-width letters', file(row({ login_id: ' Ｏfficer _００１' }))],
  ['a role in capital letters', file(row({ role: 'Officer' }))],
  ['five columns more', `a,b,${head},c,d,e\n1,2,${good},3,4,5\n`],
  ['columns more that repeat nothing', `${head},,\n${good},,\n`],
])('%s changes nothing', (_what, text) => {
  expect(enrolments(text)).toEqual([first])
})

test('a name may be in Tamil and hold commas and quotation marks', () => {
  const [officer] = enrolments(file(row({ name: '"முருகன், ""மு."" க‌"', station: 'துறைமுகம்' })))
  expect(officer).toMatchObject({ name: 'முருகன், "மு." க‌', station: 'துறைமுகம்' })
})

test('an administrator is one', () => {
  expect(enrolments(file(row({ role: 'administrator' })))[0]?.role).toBe('administrator')
})

test('a file with only the heading holds no officer', () => {
  expect(enrolments(`${head}\n`)).toEqual([])
})

test.each([
  ['an empty login ID', { login_id: '' }, 'login_id'],
  ['a login ID with a foreign letter', { login_id: 'offıcer' }, 'login_id'],
  ['a login ID in Tamil', { login_id: 'முருகன்' }, 'login_id'],
  ['a login ID that is too long', { login_id: 'x'.repeat(65) }, 'login_id'],
  ['no name', { name: '' }, 'name'],
  ['a name of spaces', { name: '   ' }, 'name'],
  ['a name that is too long', { name: 'x'.repeat(121) }, 'name'],
  ['a name over two lines', { name: '"a\nb"' }, 'name'],
  ['no rank', { rank: '' }, 'rank'],
  ['no station', { station: '' }, 'station'],
  ['no number', { mobile: '' }, 'mobile'],
  ['a number of nine digits', { mobile: '987654321' }, 'mobile'],
  ['a number of eleven digits', { mobile: '98765432101' }, 'mobile'],
  ['a landline', { mobile: '04428447777' }, 'mobile'],
  ['a number that starts with 5', { mobile: '5876543210' }, 'mobile'],
  ['a number of another country', { mobile: '+1 987 654 3210' }, 'mobile'],
  ['a number that a spreadsheet rounded', { mobile: '9.87654E+09' }, 'mobile'],
  ['no role', { role: '' }, 'role'],
  ['an unknown role', { role: 'chief' }, 'role'],
])('%s is one mistake, in its line', (_what, changes, column) => {
  const found = mistakes(file(row({ login_id: 'other' }), row(changes)))
  expect(found).toHaveLength(1)
  expect(found[0]?.reason.startsWith(`${column}: `)).toBe(true)
  // A record over two lines may be named by either.
  expect(found[0]?.line).toBeGreaterThanOrEqual(3)
  expect(found[0]?.line).toBeLessThanOrEqual(column === 'name' ? 4 : 3)
})

test.each(['\n', '\r\n'])(
  'every mistake of a file is reported at once, each with its line (line ends %j)',
  (lineEnd) => {
    const text = [
      head,
      row({ login_id: 'a', mobile: '123' }),
      '',
      row({ login_id: 'b' }),
      row({ login_id: 'c', name: '', role: 'chief' }),
      `"d","Two
lines",Constable,Harbour,98765,officer`,
      row({ login_id: 'e', station: '' }),
    ].join(lineEnd)
    const found = mistakes(text).map(({ line, reason }) => `${line} ${reason.split(':')[0]}`)
    expect(found).toHaveLength(6)
    expect(found).toEqual(expect.arrayContaining(['2 mobile', '5 name', '5 role', '8 station']))
  },
)

test.each([
  ['too few', 'officer_001,First Officer,Constable,Harbour,9876543210'],
  ['too many', `${good},x`],
])('a line with %s fields is a mistake', (_what, line) => {
  expect(mistakes(file(line)).some((found) => found.line === 2 && found.reason.includes('fields'))).toBe(true)
})

test('two lines of one officer are a mistake that names both, however his login ID is written', () => {
  const text = file(
    row({ login_id: 'officer_1' }),
    row({ login_id: 'officer_2' }),
    row({ login_id: ' OFFICER _１' }),
  )
  expect(mistakes(text)).toEqual([
    { line: 4, what: 'login_id_twice', about: '2', reason: expect.stringContaining('line 2') },
  ])
})

test('two lines of one officer are reported also where the first has another mistake', () => {
  const lines = mistakes(file(row({ mobile: '123' }), row({}))).map(({ line }) => line)
  expect(lines).toEqual([2, 3])
})

test('a column that stands in the heading twice is a mistake: nobody can tell which one is meant', () => {
  const text = `${head},mobile\n${good},9876543299\n`
  expect(mistakes(text).map(({ line }) => line)).toEqual([1])
})

test.each([
  ['an empty file', ''],
  ['a byte order mark alone', '\uFEFF'],
  ['blank lines', '\n\n\n'],
  ['no heading', `${good}\n`],
  ['a heading in another separator', file(good).replaceAll(',', ';')],
  ['a file in UTF-16', Buffer.from(`\uFEFF${file(good)}`, 'utf16le').toString()],
  ['a picture', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
])('%s is refused: the heading is missing', (_what, text) => {
  expect(mistakes(text)).toMatchObject([
    { line: 1, what: 'columns_missing', reason: expect.stringContaining('login_id') },
  ])
})

test('a heading that lacks columns is refused, and they are named', () => {
  const [found] = mistakes('login_id,name,station\na,b,c\n')
  expect(found?.reason).toMatch(/: rank, mobile, role$/)
})

test('letters that were lost on the way (a file that is not UTF-8) are a mistake in their line', () => {
  const text = Buffer.from(file(row({ name: 'Jos\xe9' })), 'latin1').toString('utf8')
  expect(mistakes(text).map(({ line }) => line)).toEqual([2])
})

test('an open quotation mark is reported in the line where it opens, however long the file goes on', () => {
  const rest = Array.from({ length: 50 }, (_, index) => row({ login_id: `officer_${index}` }))
  const [found, ...more] = mistakes(
    file(row({ login_id: 'a' }), row({ login_id: 'b', name: '"Open' }), ...rest),
  )
  expect(found).toEqual({ line: 3, what: 'quotation', reason: expect.stringContaining('quotation mark') })
  expect(more).toEqual([])
})

test('a quotation mark in the wrong place is reported in its line', () => {
  const [found] = mistakes(
    file(row({ login_id: 'a' }), row({ login_id: 'b', name: 'First "Officer"' }), row({ login_id: 'c' })),
  )
  expect(found).toEqual({ line: 3, what: 'quotation', reason: expect.stringContaining('quotation mark') })
})

test('no mistake repeats a mobile number', () => {
  const rows = [
    row({ login_id: '98765 43210!' }),
    row({ mobile: '98765432109' }),
    row({ name: '9876543210'.repeat(13) }),
    row({ role: '9876543210' }),
    '9876543210',
    row({}),
    row({}),
  ]
  const said = JSON.stringify([
    mistakes(file(...rows)),
    mistakes(`${head.replace('mobile', '9876543210')}\n${good}`),
    mistakes(file(`"${good}`)),
  ])
  expect(said).not.toMatch(/98765/)
})

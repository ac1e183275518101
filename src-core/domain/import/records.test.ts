import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeskError } from '../../../src-shared/errors.ts'
import { decodeText } from './decode.ts'
import { detectDelimiter } from './delimiter.ts'
import { detectEncoding } from './encoding.ts'
import { type FileFormat, type FileRecord, LARGEST_RECORD_BYTES, readRecords } from './records.ts'
import { charactersOf, csvFile, encode, type WrittenAs } from './testing/csv-file.ts'

const UTF8: FileFormat = { encoding: 'utf-8', delimiter: ',' }

async function recordsOf(bytes: Uint8Array, format: FileFormat): Promise<FileRecord[]> {
  const records: FileRecord[] = []
  for await (const batch of readRecords(bytes, format)) records.push(...batch.records)
  return records
}

async function refusalOf(bytes: Uint8Array, format = UTF8): Promise<DeskError> {
  return recordsOf(bytes, format).then(
    () => expect.fail('The file was read.'),
    (error: unknown) => error as DeskError,
  )
}

function detect(bytes: Uint8Array): FileFormat {
  const encoding = detectEncoding(bytes)
  const head = decodeText(bytes, encoding).next().value?.text ?? ''
  return { encoding, delimiter: detectDelimiter(head) }
}

const anyCharacter = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'abcXYZ 0123') },
  { weight: 2, arbitrary: fc.constantFrom(',', ';', '\t', '"', '\n', "'", '=') },
  { weight: 2, arbitrary: fc.constantFrom('é', 'ř', 'Ł', 'ı', 'Ω', 'ж', 'ש', 'ع', '美', '😀', '𝒳') },
)
function characterOf(encoding: FileFormat['encoding']) {
  if (encoding !== 'windows-1252' && encoding !== 'windows-1250') return anyCharacter
  const known = charactersOf(encoding)
  return fc.constantFrom(...[...known.keys()].filter((character) => character !== '\r'))
}

/** Tables whose rows are never blank, since blank lines are left out, and whose values are not trimmed away. */
function tableOf(encoding: FileFormat['encoding']) {
  const value = fc.array(characterOf(encoding), { maxLength: 12 }).map((characters) => characters.join(''))
  return fc.integer({ min: 2, max: 6 }).chain((columns) =>
    fc.array(
      fc.array(value, { minLength: columns, maxLength: columns }).map(([, ...rest]) => ['x', ...rest]),
      { minLength: 2, maxLength: 12 },
    ),
  )
}

const written = fc
  .record({
    encoding: fc.constantFrom('utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'windows-1250'),
    delimiter: fc.constantFrom(',', ';', '\t'),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    byteOrderMark: fc.boolean(),
  })
  .chain((as) => tableOf(as.encoding).map((table) => ({ as: as as WrittenAs, table })))

describe('reading a CSV file', () => {
  test('every encoding, delimiter and line break gives the table that was written', async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ as, table }) => {
        const records = await recordsOf(csvFile(table, as), as)
        expect(records.map(({ values }) => values)).toEqual(table)
      }),
      { numRuns: 400 },
    )
  })

  test('UTF-8 and UTF-16 are found out, with and without a byte order mark', () => {
    const table = [
      ['Name', 'Firma', 'Ort'],
      ['Žofie Řeháková', '株式会社', 'Київ'],
      ['Ömer', 'Acme; Söhne', 'Łódź'],
    ]
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const)
      for (const delimiter of [',', ';', '\t'] as const)
        for (const newline of ['\n', '\r\n', '\r'] as const)
          for (const byteOrderMark of [true, false])
            expect(detect(csvFile(table, { encoding, delimiter, newline, byteOrderMark }))).toEqual({
              encoding,
              delimiter,
            })
  })

  test('Windows-1250 and Windows-1252 are told apart by the words of their languages', () => {
    const central = [
      'Jméno;Příjmení;Společnost\nLukáš;Dvořák;Pražské pekárny\nŽofie;Řeháková;Moravské sklárny\n',
      'Imię;Nazwisko;Firma\nMałgorzata;Wójcik;Gdańskie Zakłady\nŁukasz;Dąbrowski;Żubr\n',
      'Név;Cég\nGyőző Szűcs;Győri Malom\nÁrpád Őry;Pécsi Üzem\n',
    ]
    const western = [
      'Vorname;Nachname;Firma\nJürgen;Müller;Bäckerei Grünwald\nZoë;Weiß;Café Ñandú\n',
      'Prénom;Nom;Société\nAmélie;Lefèvre;Hôtel de l’Océan\nHélène;Noël;Établissements Béranger\n',
      'Navn;Firma\nSøren Ærø;Græsrod Bryggeri\nÅse Lindqvist;Fjord\n',
      'Nome;Empresa\nJoão Conceição;São Bento\nInês Simões;Cerâmica\n',
    ]
    for (const text of central) expect(detectEncoding(encode(text, 'windows-1250')), text).toBe('windows-1250')
    for (const text of western) expect(detectEncoding(encode(text, 'windows-1252')), text).toBe('windows-1252')
  })

  test('a record knows the line on which it starts, whatever stands inside quotes', async () => {
    const text = 'a,b\r\n1,"two\r\nlines\r\n"\r\n\r\n2,x\r\n , \r\n3,"y\r"\r\n4,z'
    const records = await recordsOf(Buffer.from(text), UTF8)
    expect(records.map(({ line, values }) => [line, values[0]])).toEqual([
      [1, 'a'],
      [2, '1'],
      [6, '2'],
      [8, '3'],
      [10, '4'],
    ])
  })

  test('a line break cut in two by the pieces in which a file is read is one line break', async () => {
    const row = 'abcdefg,hijklm\r\n'
    for (const shift of ['', '1', '12', '123', '1234', '12345', '123456', '1234567', '12345678']) {
      const text = `${shift}x,y\r\n${row.repeat(10_000)}`
      const records = await recordsOf(Buffer.from(text), UTF8)
      expect(records).toHaveLength(10_001)
      expect(records.at(-1)?.line).toBe(10_001)
    }
  })

  test('Excel’s line “sep=;” names the delimiter and is no record', async () => {
    const bytes = Buffer.from('sep=;\r\nName;Firma, Ort\r\nA;B\r\n')
    expect(detect(bytes)).toEqual({ encoding: 'utf-8', delimiter: ';' })
    expect(await recordsOf(bytes, detect(bytes))).toEqual([
      { line: 2, values: ['Name', 'Firma, Ort'] },
      { line: 3, values: ['A', 'B'] },
    ])
  })

  test('the event loop is free between the batches of a large file', async () => {
    const bytes = Buffer.from(`a,b\n${'some text,other text\n'.repeat(50_000)}`)
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    await recordsOf(bytes, UTF8)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(10)
  })
})

describe('what is no CSV file is refused with words and line', () => {
  const refusals: readonly (readonly [what: string, bytes: Buffer, words: string, line: number | undefined])[] = [
    ['no bytes', Buffer.alloc(0), 'This file is empty.', undefined],
    ['blank lines', Buffer.from('\r\n\r\n  \r\n'), 'This file is empty.', undefined],
    ['a header alone', Buffer.from('Name,Company\n'), 'This file has no lines below the header.', undefined],
    ['an open quote', Buffer.from('a,b\n1,2\n\n3,"4\n5,6\n'), 'A quote that begins on line 4 is never closed.', 4],
    ['NUL bytes', Buffer.from('a,b\n1,2\n3,\0\n'), 'Line 3 does not hold text. Choose a CSV file.', 3],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from('a,b\r\n1,2\r\nx,'), Buffer.from([0xe9, 0x0a])]),
      'Line 3 holds bytes that are not UTF-8. Choose another encoding.',
      3,
    ],
    [
      'a record of megabytes',
      Buffer.from(`a,b\n1,"${'x\n'.repeat(LARGEST_RECORD_BYTES)}`),
      'The record that begins on line 2 is longer than 4 MiB. A quote there may never be closed.',
      2,
    ],
    [
      'too many columns',
      Buffer.from(`${'a,'.repeat(500)}a\n${'1,'.repeat(500)}1\n`),
      'This file has 501 columns. At most 500 can be read.',
      1,
    ],
    [
      'control characters',
      Buffer.from(`a,b\n${'\u0001\u0002\u0003'.repeat(30)}`),
      'This file does not hold text. Choose a CSV file.',
      undefined,
    ],
  ]
  test.each(refusals)('%s', async (_what, bytes, words, line) => {
    const refusal = await refusalOf(bytes)
    expect(refusal.code).toBe('INVALID_INPUT')
    expect(refusal.message).toBe(words)
    expect(refusal.fields?.file?.message).toBe(words)
    expect(refusal.fields?.file?.limit).toBe(line)
  })

  test('what other programs write is named', async () => {
    const zip = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0])
    const cases: readonly (readonly [Buffer, string])[] = [
      [Buffer.concat([zip, Buffer.from('[Content_Types].xml')]), 'This is an Excel workbook. Save it as CSV first.'],
      [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'This is an Excel workbook. Save it as CSV first.'],
      [zip, 'This is a ZIP archive. Unpack it and choose the CSV file inside.'],
      [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d]), 'This is a picture. Choose a CSV file.'],
      [Buffer.from('%PDF-1.7'), 'This is a PDF document. Choose a CSV file.'],
    ]
    for (const [bytes, words] of cases) {
      expect(() => detectEncoding(bytes)).toThrow(words)
      expect((await refusalOf(bytes)).message).toBe(words)
    }
    expect(() => detectEncoding(Buffer.from([1, 2, 0, 0, 0, 7, 0, 0, 9]))).toThrow('does not hold text')
  })

  test('no bytes whatever do anything but give records or a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        try {
          await recordsOf(bytes, detect(bytes))
        } catch (error) {
          expect((error as DeskError).code).toBe('INVALID_INPUT')
        }
      }),
      { numRuns: 300 },
    )
  })
})

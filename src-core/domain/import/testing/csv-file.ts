import type { ImportEncoding } from '../encoding.ts'
import type { FileFormat } from '../records.ts'

export interface WrittenAs extends FileFormat {
  readonly newline: '\n' | '\r\n' | '\r'
  readonly byteOrderMark: boolean
}

/** A table as a CSV file: values are quoted where they have to be. */
export function csvFile(table: readonly (readonly string[])[], as: WrittenAs): Buffer {
  const text = table
    .map((row) => row.map((value) => quoted(value, as.delimiter)).join(as.delimiter) + as.newline)
    .join('')
  return encode(text, as.encoding, as.byteOrderMark)
}

/** A text as bytes. Throws where the encoding lacks a character. */
export function encode(text: string, encoding: ImportEncoding, byteOrderMark = false): Buffer {
  const marked = byteOrderMark ? `\ufeff${text}` : text
  if (encoding === 'utf-8') return Buffer.from(marked, 'utf8')
  if (encoding === 'utf-16le') return Buffer.from(marked, 'utf16le')
  if (encoding === 'utf-16be') return Buffer.from(marked, 'utf16le').swap16()
  const bytes = charactersOf(encoding)
  return Buffer.from(
    [...text].map((character) => {
      const byte = bytes.get(character)
      if (byte === undefined) throw new Error(`${encoding} has no ${character}.`)
      return byte
    }),
  )
}

/** The characters of a one-byte encoding, each with its byte. Controls are left out. */
export function charactersOf(encoding: 'windows-1252' | 'windows-1250'): Map<string, number> {
  const decoded = [...new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))]
  return new Map(
    decoded.flatMap((character, byte) =>
      /\p{Cc}/u.test(character) && !/[\n\r\t]/.test(character) ? [] : [[character, byte]],
    ),
  )
}

function quoted(value: string, delimiter: string): string {
  const needed = value.includes(delimiter) || /["\r\n]/.test(value)
  return needed ? `"${value.replaceAll('"', '""')}"` : value
}

import { isUtf8 } from 'node:buffer'
import { type ImportEncoding, NOT_TEXT } from './encoding.ts'
import { fileRefused } from './refusal.ts'

/** A piece of the text, and how much of the file has been read with it. */
export interface TextPiece {
  readonly text: string
  readonly readBytes: number
}

/**
 * The text of a file in pieces of at most 32 KiB of its bytes, so that nobody waits long for one. The byte order mark
 * is gone and every line break (CRLF, CR, LF) is `\n`. Refuses, with the line, bytes that the encoding does not have,
 * and content that is no text.
 */
export function* decodeText(bytes: Uint8Array, encoding: ImportEncoding): Generator<TextPiece> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let line = 1
  let heldBack = ''
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    const end = Math.min(start + PIECE_BYTES, bytes.length)
    let decoded: string
    try {
      decoded = heldBack + decoder.decode(bytes.subarray(start, end), { stream: end < bytes.length })
    } catch {
      throw wrongBytes(bytes, start, encoding, line)
    }
    // A CR at the very end may be the first half of a CRLF.
    heldBack = end < bytes.length && decoded.endsWith('\r') ? '\r' : ''
    const text = unifyLineBreaks(heldBack === '' ? decoded : decoded.slice(0, -1))
    refuseControlCharacters(text, line)
    line += occurrences(text, '\n')
    yield { text, readBytes: end }
  }
}

/** How many times one character occurs. */
export function occurrences(text: string, character: string): number {
  let count = 0
  for (let place = text.indexOf(character); place !== -1; place = text.indexOf(character, place + 1)) count++
  return count
}

const PIECE_BYTES = 32 * 1024
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for.
const CONTROL = /[\u0001-\u0008\u000e-\u001f]/gu

function unifyLineBreaks(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/gu, '\n') : text
}

function refuseControlCharacters(text: string, firstLine: number): void {
  const nul = text.indexOf('\0')
  if (nul !== -1) {
    const line = firstLine + occurrences(text.slice(0, nul), '\n')
    throw fileRefused('binary', `Line ${line} does not hold text. Choose a CSV file.`, line)
  }
  const count = text.match(CONTROL)?.length ?? 0
  if (count > 8 && count > text.length / 50) throw fileRefused('binary', NOT_TEXT)
}

function wrongBytes(bytes: Uint8Array, start: number, encoding: ImportEncoding, line: number): Error {
  const found = encoding === 'utf-8' ? brokenUtf8Line(bytes, start, line) : line
  const name = encoding === 'utf-8' ? 'UTF-8' : 'UTF-16'
  return fileRefused('wrongEncoding', `Line ${found} holds bytes that are not ${name}. Choose another encoding.`, found)
}

/** The line of the first broken bytes at or after `start`, where the line of `start` is known. */
function brokenUtf8Line(bytes: Uint8Array, start: number, line: number): number {
  let from = start
  while (from > 0 && bytes[from - 1] !== 0x0a && bytes[from - 1] !== 0x0d) from--
  let found = line
  for (let index = from; index <= bytes.length; index++) {
    const byte = bytes[index]
    if (index < bytes.length && byte !== 0x0a && byte !== 0x0d) continue
    if (!isUtf8(bytes.subarray(from, index))) return found
    if (byte === 0x0d && bytes[index + 1] === 0x0a) index++
    from = index + 1
    found++
  }
  return found
}

/** Something in a text that is a secret of Token Desk, or was one before it was mistyped. */
export interface FoundSecret {
  readonly secret: string
  /** In which line it stands, from 1. */
  readonly line: number
}

/** Every secret is 40 characters: prefix (4), random base62 (30, 178.6 bits), checksum (6). */
export const SECRET_LENGTH = 40

/** Looks for secrets in a text that comes in pieces, such as a log of a gigabyte. Keeps no more than the end of the last piece. */
export interface SecretSearch {
  /** What the piece completes. */
  next(piece: string): readonly FoundSecret[]
  /** What stands at the very end. */
  end(): readonly FoundSecret[]
}

/** A secret is found by its prefix and its length, and stands by itself: what is part of a longer word is none. */
export function searchSecrets(): SecretSearch {
  let rest = ''
  /** The line in which `rest` begins. */
  let line = 1
  /** How much of `rest` is there only to show what stands before: what begins there was looked at before. */
  let before = 0

  const search = (text: string, isLast: boolean): readonly FoundSecret[] => {
    // What begins here or later may go on in the next piece.
    const settled = isLast ? text.length : Math.max(before, text.length - SECRET_LENGTH)
    const found: FoundSecret[] = []
    let counted = 0
    for (const { 0: secret, index } of text.matchAll(CANDIDATE)) {
      if (index >= settled) break
      if (index < before) continue
      line += lineBreaksIn(text, counted, index)
      counted = index
      found.push({ secret, line })
    }
    const keptFrom = Math.max(0, settled - 1)
    line += lineBreaksIn(text, counted, keptFrom)
    line -= lineBreaksIn(text, keptFrom, counted)
    before = settled - keptFrom
    rest = text.slice(keptFrom)
    return found
  }
  return {
    // What Windows writes as UTF-16 has a zero beside each ASCII character.
    next: (piece) => search(rest + piece.replaceAll('\0', ''), false),
    end: () => search(rest, true),
  }
}

/** Whether something in a text is a secret, or was one before it was mistyped. */
export function holdsSecret(text: string): boolean {
  return text.search(CANDIDATE) !== -1
}

const CANDIDATE = /(?<![0-9A-Za-z_])td[utcso]_[0-9A-Za-z]{36}(?![0-9A-Za-z_])/g

function lineBreaksIn(text: string, from: number, to: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** The secrets of a text, each once, with the first lines in which it stands. */
export interface SecretCollection {
  /** @param piece the next piece of the text. A secret is ASCII in every encoding: bytes may be read as Latin-1. */
  add(piece: string): void
  /** Says that there is no more, and what was found in the order in which it stands; `beyond` counts what is too much. */
  end(): { readonly secrets: ReadonlyMap<string, readonly number[]>; readonly beyond: number }
}

/** Gathers what is found in a text that comes in pieces (BY-1). */
export function collectSecrets(): SecretCollection {
  const search = searchSecrets()
  const secrets = new Map<string, number[]>()
  let beyond = 0
  const take = (found: readonly FoundSecret[]) => {
    for (const { secret, line } of found) {
      const lines = secrets.get(secret)
      if (lines !== undefined) {
        if (lines.length < MOST_LINES && lines.at(-1) !== line) lines.push(line)
      } else if (secrets.size < MOST_SECRETS) secrets.set(secret, [line])
      else beyond += 1
    }
  }
  return {
    add: (piece) => take(search.next(piece)),
    end: () => {
      take(search.end())
      return { secrets, beyond }
    },
  }
}

/** More than a person reads; the rest is counted. */
const MOST_SECRETS = 1_000
const MOST_LINES = 5

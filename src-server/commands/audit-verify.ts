import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { type Command, Option } from 'commander'
import { z } from 'zod'
import {
  BEGINNING_OF_CHAIN,
  type ChainEnd,
  type ChainFault,
  type Checkpoint,
  faultOfEnd,
  faultOfNext,
} from '../../src-core/domain/audit-chain.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { type AuditRecord, auditRecord } from '../../src-shared/schemas/audit.ts'
import { auditRecords } from '../audit-records.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { jsonLine } from '../output.ts'
import { type CommonOptions, withSignIn } from '../sign-in.ts'

/** `token-desk audit verify`: whether a trail, or what was exported of it, is what was written (BY-6). */
export function auditVerifyCommand(context: CommandContext): Command {
  return defineCommand<AuditVerifyOptions>(
    {
      name: 'verify',
      description: 'Follow the audit trail from its first record and name the first one that is not what was written.',
      options: [
        new Option('--export <file>', 'check what was exported, without opening the store'),
        new Option('--checkpoint <file>', 'and that it is the trail of this checkpoint, no record fewer'),
      ],
      examples: [
        'token-desk audit verify --checkpoint checkpoint-2026-11.json',
        'token-desk audit verify --export trail.jsonl',
      ],
      notes:
        'Whoever can write the store can write a whole new trail. Only a checkpoint that is kept elsewhere shows that, and that\nthe end was cut off.',
    },
    context,
    verify,
  )
}

interface AuditVerifyOptions extends CommonOptions {
  readonly export?: string
  readonly checkpoint?: string
}

/** What was found: how far the trail is whole, and what is wrong behind that. */
interface Finding {
  readonly whole: boolean
  readonly records: number
  readonly fault: ChainFault | null
}

async function verify(options: AuditVerifyOptions, { surroundings, output }: CommandContext) {
  const { workingFolder, interrupted } = surroundings
  const checkpoint =
    options.checkpoint === undefined ? undefined : await readCheckpoint(resolve(workingFolder, options.checkpoint))
  const finding =
    options.export === undefined
      ? await withSignIn(options, surroundings, ({ call }) => follow(auditRecords(call, interrupted), checkpoint))
      : await follow(exportedRecords(resolve(workingFolder, options.export), interrupted), checkpoint)
  await output.write(options.json ? `${jsonLine(finding)}\n` : inWords(finding, checkpoint))
  return finding.whole ? EXIT_CODES.done.code : EXIT_CODES.notActive.code
}

async function follow(records: AsyncIterable<AuditRecord>, checkpoint: Checkpoint | undefined): Promise<Finding> {
  let end: ChainEnd = BEGINNING_OF_CHAIN
  for await (const record of records) {
    const fault = faultOfNext(end, record, checkpoint)
    if (fault !== undefined) return { whole: false, records: end.sequence, fault }
    end = record
  }
  const fault = faultOfEnd(end, checkpoint) ?? null
  return { whole: fault === null, records: end.sequence, fault }
}

async function* exportedRecords(path: string, interrupted: AbortSignal): AsyncGenerator<AuditRecord> {
  const lines = createInterface({ input: createReadStream(path, { signal: interrupted }), crlfDelay: Infinity })
  let number = 0
  try {
    for await (const line of lines) {
      number += 1
      if (line.trim() === '') continue
      const record = jsonOf(line)
      if (!auditRecord.safeParse(record).success)
        throw unreadable(`Line ${number} of the export is no record of an audit trail.`)
      // As it stands there: what the schema does not name counts, too.
      yield record as AuditRecord
    }
  } catch (error) {
    throw isMissing(error) ? unreadable(`There is no file ${path}.`) : error
  }
  if (number === 0) throw unreadable(`${path} is empty.`)
}

const checkpointSchema = z.object({
  sequence: z.number().int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string(),
})

async function readCheckpoint(path: string): Promise<Checkpoint> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  const parsed = checkpointSchema.safeParse(text === undefined ? undefined : jsonOf(text))
  if (parsed.success) return parsed.data
  throw unreadable(text === undefined ? `There is no file ${path}.` : `${path} is no checkpoint of an audit trail.`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function unreadable(message: string): DeskError {
  return new DeskError({ code: 'INVALID_INPUT', reason: 'unreadable-file', message })
}

function inWords({ whole, records, fault }: Finding, checkpoint: Checkpoint | undefined): string {
  const first = whole ? `The trail is whole: ${records} records.` : `The trail is not whole. ${fault?.message ?? ''}`
  return `${first}\n${whatIsShown({ whole, records }, checkpoint)}\n`
}

/** What the checkpoint proves, and no more: before it is reached, records that fit together may still be others. */
function whatIsShown(
  { whole, records }: Pick<Finding, 'whole' | 'records'>,
  checkpoint: Checkpoint | undefined,
): string {
  if (checkpoint === undefined)
    return 'Without a checkpoint this does not show whether all of it was written anew, or whether its end was cut off.'
  if (whole) return `It is the trail of the checkpoint of ${checkpoint.at}.`
  return records >= checkpoint.sequence
    ? `Up to record ${checkpoint.sequence} it is the trail of the checkpoint of ${checkpoint.at}.`
    : 'The checkpoint was not reached, or is of another trail: it proves nothing of the records before.'
}

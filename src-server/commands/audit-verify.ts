import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { isSigned } from '../../src-core/domain/checkpoint-signing.ts'
import { faultInWords } from '../../src-core/domain/trail-walk.ts'
import { exportedTrail } from '../../src-core/exported-trail.ts'
import { DeskError } from '../../src-shared/errors.ts'
import {
  type Checkpoint,
  checkpoint as checkpointSchema,
  type TrailFinding,
} from '../../src-shared/schemas/checkpoints.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES } from '../exit-codes.ts'
import { jsonLine } from '../output.ts'
import { type CommonOptions, readHead, type SignedIn, withSignIn } from '../sign-in.ts'
import type { Surroundings } from '../terminal.ts'
import { refusalToRead, unreadableFile } from '../unreadable-file.ts'

/** `token-desk audit verify`: whether a trail, or what was exported of it, is what was written (BY-6). */
export function auditVerifyCommand(context: CommandContext): Command {
  return defineCommand<AuditVerifyOptions>(
    {
      name: 'verify',
      description: 'Follow the audit trail from its first record and name the first one that is not what was written.',
      options: [
        new Option('--export <file>', 'check what was exported, without opening the store'),
        new Option('--checkpoint <file>', 'and that it is the trail of this checkpoint, no record fewer'),
        new Option('--key <fingerprint...>', 'a key whose checkpoints are trusted, too; may be repeated').argParser(
          fingerprints,
        ),
      ],
      examples: [
        'token-desk audit verify --checkpoint checkpoint-2026-11.json',
        'token-desk audit verify --export trail.jsonl',
      ],
      notes: `The checkpoints in the store are held against the trail, those that its own key has signed as proof. Whoever can write the
store can take them out with the end of the trail. Only a checkpoint that is kept elsewhere shows that.`,
    },
    context,
    verify,
  )
}

interface AuditVerifyOptions extends CommonOptions {
  readonly export?: string
  readonly checkpoint?: string
  readonly key?: readonly string[]
}

async function verify(options: AuditVerifyOptions, { surroundings, output, finish }: CommandContext) {
  const { workingFolder, interrupted } = surroundings
  const outside =
    options.checkpoint === undefined ? undefined : await readCheckpoint(resolve(workingFolder, options.checkpoint))
  const asked = { outside, trusted: options.key ?? [] }
  const finding =
    options.export === undefined
      ? await withSignIn(options, surroundings, ({ call }) =>
          followStore(call, asked, { interrupted, onProgress: progressOf(options, surroundings) }),
        )
      : await followExport(resolve(workingFolder, options.export), asked, interrupted)
  const verdict = finding.whole ? EXIT_CODES.done.code : EXIT_CODES.notActive.code
  finish(verdict)
  await output.write(options.json ? `${jsonLine(finding)}\n` : inWords(finding))
  return verdict
}

/** What was mistyped would trust no key, and say nothing of it. */
function fingerprints(text: string, earlier: readonly string[] | undefined): readonly string[] {
  if (/^([0-9a-f]{4}-){7}[0-9a-f]{4}$/.test(text)) return [...(earlier ?? []), text]
  throw new InvalidArgumentError(
    'A fingerprint is eight groups of four digits: 1f3a-5b7c-9d0e-2f41-6a83-c5e7-0918-90c2.',
  )
}

interface Asked {
  readonly outside: Checkpoint | undefined
  readonly trusted: readonly string[]
}

/** Has the desk follow its trail, and waits for that. */
async function followStore(
  call: SignedIn['call'],
  { outside, trusted }: Asked,
  { interrupted, onProgress }: { readonly interrupted: AbortSignal; onProgress(done: number, of: number): void },
): Promise<TrailFinding> {
  const { jobId: id } = await call('audit.verify', {
    trusted: [...trusted],
    ...(outside === undefined ? {} : { checkpoint: outside }),
  })
  for (;;) {
    const { state, completed, total, error } = await call('jobs.get', { id })
    if (error !== null) throw new DeskError(error)
    if (state === 'done') break
    onProgress(completed, total ?? 0)
    if (interrupted.aborted) await call('jobs.cancel', { id })
    await setTimeout(LOOK_INTERVAL_MS)
  }
  const { verification } = await call('audit.verification', {})
  if (verification === null) throw new Error('The check of the trail left no finding.')
  return verification
}

const LOOK_INTERVAL_MS = 50

async function followExport(path: string, asked: Asked, interrupted: AbortSignal): Promise<TrailFinding> {
  const trail = exportedTrail(asked)
  try {
    const pieces = createReadStream(path, { encoding: 'utf8', signal: interrupted })
    for await (const piece of pieces) if (!trail.take(piece as string)) break
  } catch (error) {
    throw refusalToRead(path, error)
  }
  return trail.finding()
}

function progressOf({ verbose }: AuditVerifyOptions, { errors, outputIsTerminal }: Surroundings) {
  let said = -1
  return (done: number, of: number): void => {
    const percent = of === 0 ? 0 : Math.floor((done / of) * 100)
    if ((verbose !== true && !outputIsTerminal) || percent === said) return
    said = percent
    errors.write(`${percent} %\n`)
  }
}

async function readCheckpoint(path: string): Promise<Checkpoint> {
  const text = await readHead(path, CHECKPOINT_LIMIT_BYTES).catch((error: unknown) => {
    throw refusalToRead(path, error)
  })
  const parsed = checkpointSchema.safeParse(jsonOf(text))
  if (parsed.success && (parsed.data.signature === undefined || isSigned(parsed.data))) return parsed.data
  if (parsed.success) throw unreadableFile(`${path} does not fit its signature: it was altered.`)
  throw unreadableFile(`${path} is no checkpoint of an audit trail.`)
}

/** Many times what a checkpoint takes; the rest of a wrong file is not read. */
const CHECKPOINT_LIMIT_BYTES = 64 * 1024

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function inWords(finding: TrailFinding): string {
  const { whole, records, fault } = finding
  const first = whole ? `The trail is whole: ${records} records.` : 'The trail is not whole.'
  return [first, ...(fault === null ? [] : [faultInWords(fault)]), ...whatIsShown(finding)]
    .map((line) => `${line}\n`)
    .join('')
}

/** What checkpoints prove, and no more: before one is reached, records that fit together may still be others. */
function whatIsShown({ records, fault, provenUpTo, checkpoints, outside, otherKeys }: TrailFinding): string[] {
  const said: string[] = []
  if (provenUpTo > 0) {
    const proof = checkpoints === 1 ? 'a checkpoint' : `${checkpoints} checkpoints`
    said.push(
      `Up to record ${provenUpTo} it is what was written: ${proof} proves it.`.replace(
        'checkpoints proves',
        'checkpoints prove',
      ),
    )
  }
  if (provenUpTo > 0 && fault === null && records > provenUpTo)
    said.push('What came after that is proven by the next checkpoint only.')
  if (outside?.reached === false)
    said.push('The checkpoint was not reached, or is of another trail: it proves nothing of the records before.')
  if (outside === null)
    said.push(
      'Without a checkpoint that was kept elsewhere this does not show whether the end was cut off, or all of it written anew,\ntogether with the checkpoints in the store.',
    )
  for (const { fingerprint, since, checkpoints: count } of otherKeys)
    said.push(
      `From record ${since} on, ${count} of the checkpoints are signed with another key: ${fingerprint}. They prove something only if that\nkey is known to you: --key ${fingerprint}`,
    )
  return said
}

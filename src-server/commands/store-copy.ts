import { type Command, Option } from 'commander'
import { type CopyOutcome, copyStore } from '../../src-core/copying/copy-store.ts'
import { openStore, type StorePlace, storeExists } from '../../src-core/open-desk.ts'
import { DeskError } from '../../src-shared/errors.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts'
import { jsonLine } from '../output.ts'
import { databaseGiven } from '../service/settings.ts'
import { type CommonOptions, dataFolderOf, logOf } from '../sign-in.ts'

/** `token-desk store copy`: brings the store of a workstation to where the service keeps its own. */
export function storeCopyCommand(context: CommandContext): Command {
  return defineCommand<StoreCopyOptions>(
    {
      name: 'copy',
      description: 'Copy a store to where the service keeps its own, with its ids, tokens and audit trail.',
      options: [
        new Option('--to <url>', 'sqlite:<file or folder>, or postgres://… (else TOKEN_DESK_DATABASE)'),
        new Option('--preview', 'say what would be copied, and change nothing'),
      ],
      examples: [
        'token-desk store copy --data-dir /media/stick/token-desk --to postgres://desk@db.example/desk --preview',
        'token-desk store copy --data-dir /media/stick/token-desk --to sqlite:/var/lib/token-desk',
      ],
      notes: `The other store has to be empty, or an earlier copy in which nobody has worked since. All of it is copied or
nothing; copied again, what came since is brought. Nobody may have the first store open meanwhile. Sessions stay
behind, and so do values that are kept of tokens: they are sealed with a key of that workstation.`,
      signsIn: false,
    },
    context,
    copy,
  )
}

interface StoreCopyOptions extends CommonOptions {
  readonly to?: string
  readonly preview?: true
}

async function copy(options: StoreCopyOptions, { surroundings, output }: CommandContext): Promise<ExitCode> {
  const { interrupted, errors } = surroundings
  const folder = dataFolderOf(options, surroundings)
  // Opening would make one, and an empty store is what the other one may be taken for.
  if (!storeExists(folder))
    throw new DeskError({ code: 'NOT_FOUND', reason: 'no-store', message: `There is no store in ${folder}.` })
  const target = databaseGiven(options.to, surroundings)
  const place: StorePlace = target.kind === 'postgres' ? { database: target.url } : { folder: target.folder }
  const log = logOf(options, surroundings)
  const source = await openStore({ folder }, { log })
  try {
    const store = await openStore(place, { log })
    try {
      const outcome = await copyStore(source, store, {
        preview: options.preview === true,
        signal: interrupted,
        onProgress: progressOn(options.verbose === true ? errors : undefined),
      })
      const said = { ...outcome, preview: options.preview === true }
      await output.write(options.json ? `${jsonLine(said)}\n` : inWords(said))
    } finally {
      await store.close()
    }
  } finally {
    await source.close()
  }
  return EXIT_CODES.done.code
}

function progressOn(errors: { write(text: string): unknown } | undefined) {
  let said = -1
  return (rows: number, ofRows: number): void => {
    const percent = Math.floor((rows / ofRows) * 100)
    if (errors === undefined || percent === said) return
    said = percent
    errors.write(`${percent} %\n`)
  }
}

const TOLD = [
  ['users', 'users'],
  ['customers', 'customers'],
  ['contacts', 'contacts'],
  ['modules', 'modules'],
  ['tokens', 'tokens'],
  ['resource_servers', 'resource servers'],
  ['audit', 'records of the audit trail'],
] as const

function inWords({ outcome, counts, preview }: CopyOutcome & { readonly preview: boolean }): string {
  if (outcome === 'same') return 'The other store holds all of this already. Nothing was changed.\n'
  if (outcome === 'ahead')
    return 'The other store holds all of this already, and people have worked there since. Nothing was changed.\n'
  const lines = TOLD.map(([table, words]) => `${String(counts[table]).padStart(9)} ${words}`)
  return `${[preview ? 'This would be copied:' : 'Copied:', ...lines].join('\n')}\n`
}

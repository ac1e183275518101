import { openDesk } from '../src-core/open-desk.ts'
import type { Call } from '../src-shared/contract/calls.ts'
import { IMPORT_CHUNK_BYTES } from '../src-shared/contract/imports.ts'
import type { DeskCalls } from '../src-shared/contract/index.ts'
import type { BenchData } from './data.ts'
import { inWords, timeOf } from './samples.ts'
import { callsOf, signedInDesk } from './signed-in.ts'
import { type BenchLine, within } from './table.ts'

const CONTACTS = 100_000
const BUDGET_MS = 20_000

/** Importing 100,000 contacts of 5,000 customers, from the first piece of the file to the last row durable. */
export async function importingLines(data: BenchData): Promise<BenchLine[]> {
  const file = contactsFile()
  const contacts = CONTACTS.toLocaleString('en')
  return [
    line(`import ${contacts} contacts into an empty store`, await intoEmptyStore(data, file)),
    line(`import ${contacts} contacts into the large store`, await intoLargeStore(data, file)),
  ]
}

/** The same file as an import takes it in pieces. Other measurements use it as long work. */
export async function importContacts(
  call: Call<DeskCalls>,
  file: Uint8Array,
): Promise<{ preparedMs: number; importedMs: number }> {
  const preparedMs = { value: 0 }
  const { id } = await call('imports.begin', { kind: 'contacts', fileName: 'contacts.csv', sizeBytes: file.length })
  preparedMs.value = await timeOf(async () => {
    for (let offset = 0; offset < file.length; offset += IMPORT_CHUNK_BYTES) {
      const piece = Buffer.from(file.subarray(offset, offset + IMPORT_CHUNK_BYTES))
      await call('imports.append', { id, offset, base64: piece.toString('base64') })
    }
    const { encoding, delimiter, mapping } = await call('imports.inspect', { id })
    await jobEnds(call, (await call('imports.prepare', { id, encoding, delimiter, mapping })).jobId)
  })
  const importedMs = await timeOf(async () => jobEnds(call, (await call('imports.start', { id })).jobId))
  await call('imports.discard', { id })
  return { preparedMs: preparedMs.value, importedMs }
}

/** A file of contacts: UTF-8, commas, with a head. */
export function contactsFile(count: number = CONTACTS): Uint8Array {
  const lines = Array.from({ length: count }, (_, number) => {
    const customer = number % 5_000
    return `Imported customer ${customer},Vendor ${customer} Köln,Žofie ${number} Importová,import.${number}@example.com,+420 ${number},Buyer`
  })
  return Buffer.from(['customer,customer reference,full name,email,phone,job title', ...lines, ''].join('\n'))
}

async function intoEmptyStore(data: BenchData, file: Uint8Array) {
  const desk = await openDesk({ folder: data.emptyFolder() })
  try {
    const { secret } = await callsOf(desk, null)('sessions.createAdministrator', {
      fullName: 'Bench',
      username: data.username,
      password: data.password,
    })
    return await importContacts(callsOf(desk, secret), file)
  } finally {
    await desk.close()
  }
}

async function intoLargeStore(data: BenchData, file: Uint8Array) {
  const { desk, call } = await signedInDesk(data.copy(), data)
  try {
    return await importContacts(call, file)
  } finally {
    await desk.close()
  }
}

function line(what: string, { preparedMs, importedMs }: { preparedMs: number; importedMs: number }): BenchLine {
  return {
    what,
    measured: inWords(preparedMs + importedMs),
    reference: '–',
    budget: '≤ 20 s',
    verdict: within(preparedMs + importedMs, BUDGET_MS),
    note: `preview ${inWords(preparedMs)}, import ${inWords(importedMs)}`,
  }
}

async function jobEnds(
  call: Call<DeskCalls>,
  id: Awaited<ReturnType<typeof call<'imports.start'>>>['jobId'],
): Promise<void> {
  for (;;) {
    const { state, error } = await call('jobs.get', { id })
    if (state === 'done') return
    if (state !== 'running') throw new Error(`The job ended as ${state}: ${error?.message}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

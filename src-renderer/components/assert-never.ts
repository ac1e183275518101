/** Says to the compiler that every case is handled, and throws should one slip through. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`)
}

import type { CompiledQuery, Kysely } from 'kysely'
import type { StoreSchema } from '../schema.ts'

/**
 * A query that is built and compiled when it is first asked, and from then on only run, each time with values of its own.
 * For what every change asks: building and compiling takes several times as long as SQLite takes to answer.
 *
 * `build` is given stand-ins for the values, so it must not look at them, and the values have the same names each time.
 *
 * @example
 * const numberOf = compiledOnce((database, { id }: { id: TokenId }) =>
 *   database.selectFrom('tokens').select('id').where('public_id', '=', id).compile(),
 * )
 * const [token] = await numberOf(database, { id })
 */
export function compiledOnce<Row, Values extends object>(
  build: (database: Kysely<StoreSchema>, values: Values) => CompiledQuery<Row>,
): (database: Kysely<StoreSchema>, values: Values) => Promise<Row[]> {
  const known = new WeakMap<object, { readonly query: CompiledQuery<Row>; readonly names: number }>()
  return async (database, values) => {
    // All transactions of one store share it, and no two stores do: it tells what was compiled for whom.
    const { adapter } = database.getExecutor()
    const names = Object.keys(values)
    let compiled = known.get(adapter)
    if (compiled === undefined) {
      compiled = { query: build(database, standInsFor<Values>(names)), names: names.length }
      known.set(adapter, compiled)
    }
    if (names.length !== compiled.names)
      throw new TypeError('A query that is compiled once is asked with other values.')
    const { query } = compiled
    const parameters = query.parameters.map((each) => (each instanceof StandIn ? each.valueIn(values) : each))
    const { rows } = await database.executeQuery<Row>({ ...query, parameters })
    return rows
  }
}

/** Stands in a query for the value of that name. */
class StandIn {
  readonly #name: string

  constructor(name: string) {
    this.#name = name
  }

  valueIn(values: object): unknown {
    const value = (values as Record<string, unknown>)[this.#name]
    if (value === undefined) throw new TypeError(`A query that is compiled once is asked without ${this.#name}.`)
    return value
  }
}

function standInsFor<Values extends object>(names: readonly string[]): Values {
  return Object.fromEntries(names.map((name) => [name, new StandIn(name)])) as Values
}

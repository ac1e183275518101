/**
 * Who may import whom. What is not listed here is refused: each rule forbids everything but what it names.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const test = '\\.(test|e2e)\\.tsx?$|/testing/'

/** A folder may import only from the given paths, from npm packages unless said otherwise, and from Node if `node`. */
const only = (folder, allowed, comment, { node = false, packages = '.*' } = {}) => [
  {
    name: `${folder}-imports`,
    severity: 'error',
    comment,
    from: { path: `^${folder}/`, pathNot: test },
    to: { pathNot: [...allowed.map((path) => `^${path}`), '^node_modules/', '^(node:)?[a-z0-9_/]+$'] },
  },
  {
    name: `${folder}-packages`,
    severity: 'error',
    comment: `${folder} may use only these packages: ${packages}`,
    from: { path: `^${folder}/`, pathNot: test },
    to: { path: '^node_modules/', pathNot: `^node_modules/(${packages})(/|$)` },
  },
  ...(node
    ? []
    : [
        {
          name: `${folder}-node`,
          severity: 'error',
          comment: `${folder} runs where there is no Node.`,
          from: { path: `^${folder}/`, pathNot: test },
          to: { dependencyTypes: ['core'] },
        },
      ]),
]

/** A package that is imported in one place only, so that there is one place to look when it changes. */
const onlyIn = (name, place) => ({
  name: `${name}-only-in-its-folder`,
  severity: 'error',
  comment: `${name} is imported only in ${place}.`,
  from: { pathNot: [`^(${place})`, test, '^e2e/', '^bench/', '^faults/'] },
  to: { path: `^node_modules/(@types/)?${name}/` },
})

export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', comment: 'Nothing may depend on itself.', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'Every import leads somewhere. What the benchmarks compare with is installed by them alone.',
      from: { pathNot: '^bench/peers/' },
      to: { couldNotResolve: true },
    },
    ...only('src-shared', ['src-shared/'], 'Words that both ends of a wire use: depends on zod only.', {
      packages: 'zod',
    }),
    ...only('src-core', ['src-core/', 'src-shared/'], 'The desk knows neither Electron nor React nor HTTP servers.', {
      node: true,
      packages:
        'kysely|pg|pino|@types/pg|better-sqlite3|@napi-rs/keyring|@types/better-sqlite3|zod|@node-rs/argon2|canonicalize|temporal-polyfill|csv-parse|csv-stringify|chardet|env-paths|ical-generator|sharp|age-encryption|modern-tar',
    }),
    ...only(
      'src-main',
      ['src-main/', 'src-core/', 'src-shared/', 'electron\\.vite\\.config\\.ts$'],
      'The desktop’s half: core and shared only.',
      {
        node: true,
      },
    ),
    ...only('src-preload', ['src-preload/', 'src-shared/bridge\\.ts$'], 'The preload is a wire.', {
      packages: 'electron',
    }),
    ...only('src-renderer', ['src-renderer/', 'src-shared/'], 'The page knows only shared words and React.'),
    ...only('src-server', ['src-server/', 'src-core/', 'src-shared/'], 'The headless door: core and shared only.', {
      node: true,
    }),
    ...only(
      'faults',
      ['faults/', 'src-core/', 'src-main/', 'src-shared/'],
      'Real processes, and what core offers for tests: nothing depends on it.',
      { node: true, packages: 'better-sqlite3|@types/better-sqlite3|pg|@types/pg' },
    ),
    {
      name: 'desk-imports',
      severity: 'error',
      comment: 'desk/ uses the domain, the store, what copies stores, and the ports.',
      from: { path: '^src-core/desk/', pathNot: test },
      to: {
        path: '^src-core/',
        pathNot: '^src-core/(backup/|desk/|domain/|store/|copying/|ports\\.ts|dispatch\\.ts|desk\\.ts)',
      },
    },
    {
      name: 'store-imports',
      severity: 'error',
      comment: 'store/ uses types of the domain and the ports, never the desk.',
      from: { path: '^src-core/store/', pathNot: test },
      to: { path: '^src-core/', pathNot: '^src-core/(store/|domain/|ports\\.ts)' },
    },
    {
      name: 'repositories-serve-both',
      severity: 'error',
      comment: 'Repositories serve every database; what one of them alone needs is in the folder of its name.',
      from: { path: '^src-core/store/repositories/', pathNot: test },
      to: { path: '^src-core/store/(sqlite|postgres)(/|\\.ts$)' },
    },
    {
      name: 'copying-imports',
      severity: 'error',
      comment: 'copying/ brings one store to another, and knows no desk.',
      from: { path: '^src-core/copying/', pathNot: test },
      to: { path: '^src-core/', pathNot: '^src-core/(copying/|store/|ports\\.ts)' },
    },
    {
      name: 'domain-imports',
      severity: 'error',
      comment: 'domain/ holds pure rules and imports shared words only.',
      from: { path: '^src-core/domain/', pathNot: test },
      to: { path: '^src-core/', pathNot: '^src-core/domain/' },
    },
    {
      name: 'screens-are-islands',
      severity: 'error',
      comment: 'A screen never imports another screen; what two need is a component.',
      from: { path: '^src-renderer/screens/([^/]+)/', pathNot: test },
      to: { path: '^src-renderer/screens/([^/]+)/', pathNot: '^src-renderer/screens/$1/' },
    },
    {
      name: 'nobody-imports-app',
      severity: 'error',
      comment: 'app/ composes; nothing depends on it.',
      from: { path: '^src-renderer/(screens|components|api|locales)/' },
      to: { path: '^src-renderer/app/' },
    },
    {
      name: 'components-know-no-screen',
      severity: 'error',
      comment: 'Components know no screen.',
      from: { path: '^src-renderer/(components|api|locales)/' },
      to: { path: '^src-renderer/screens/' },
    },
    onlyIn('electron', 'src-main/shell/electron/|src-main/index\\.ts$|src-preload/'),
    onlyIn('better-sqlite3', 'src-core/store/'),
    onlyIn('kysely', 'src-core/store/'),
    onlyIn('pg', 'src-core/store/'),
    onlyIn('sharp', 'src-core/desk/logo-image\\.ts$'),
    onlyIn('@napi-rs/keyring', 'src-core/key-ring/'),
    onlyIn('playwright-core', 'src-main/shell/chromium/'),
    onlyIn('clipboardy', 'src-main/shell/chromium/'),
    onlyIn('age-encryption', 'src-core/backup/'),
    onlyIn('modern-tar', 'src-core/backup/'),
    onlyIn('fastify', 'src-server/service/'),
    onlyIn('prom-client', 'src-server/service/'),
    onlyIn('@peculiar/x509', 'src-server/service/'),
    onlyIn('yaml', 'src-server/service/'),
  ],
  options: {
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}

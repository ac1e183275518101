/** Word lists of the store that benchmarks measure: several scripts, accents, lengths. Nothing in them is a real person. */
export const givenNames = [
  ...[
    'Anna',
    'Paul',
    'Marie',
    'Jan',
    'Petra',
    'Lucas',
    'Emma',
    'Tomáš',
    'Zoë',
    'François',
    'Jürgen',
    'Søren',
    'Łukasz',
  ],
  ...['Eliška', 'Řehoř', 'Şükran', 'Çağla', 'İbrahim', 'Nuno', 'Íñigo', 'Björn', 'Aoife', 'Nguyễn', 'Mary', 'John'],
  ...[
    'Ольга',
    'Дмитрий',
    'Ірина',
    'Ελένη',
    'Γιώργος',
    '美咲',
    '健太',
    '伟',
    '秀英',
    '민준',
    '서연',
    'محمد',
    'ليلى',
    'דוד',
  ],
  ...['अर्जुन', 'प्रिया', 'สมชาย', 'Ana', 'Robert', 'Ingrid', 'Hugo', 'Chloé', 'Mehmet', 'Ayşe', 'Karel', 'Jana', 'Peter'],
] as const

export const familyNames = [
  ...['Novák', 'Svoboda', 'Dvořáková', 'Müller', 'Schmidt', 'Weiß', 'Dupont', 'Lefèvre', 'Martin', 'Smith', 'Jones'],
  ...['O’Brien', 'Yılmaz', 'Öztürk', 'Kowalski', 'Wójcik', 'Sørensen', 'Lindqvist', 'García', 'Fernández', 'Silva'],
  ...[
    'Иванова',
    'Шевченко',
    'Παπαδόπουλος',
    '佐藤',
    '鈴木',
    '王',
    '李',
    '김',
    '박',
    'الأحمد',
    'כהן',
    'शर्मा',
    'Nagy',
    'Popescu',
  ],
  ...[
    'Andersson',
    'Rossi',
    'Bianchi',
    'de Vries',
    'van den Berg',
    'Horvat',
    'Nowak',
    'Virtanen',
    'Tamm',
    'Jansen',
    'Costa',
  ],
] as const

export const companyNames = [
  ...['Aurora', 'Bohemia', 'Cascade', 'Delta', 'Éclair', 'Falcon', 'Gänseblümchen', 'Hokkaidō', 'Ístanbul', 'Juniper'],
  ...['Kříž', 'Lumière', 'Móra', 'Nordwind', 'Øresund', 'Pražská', 'Quartz', 'Rýn', 'Świt', 'Tramontana', 'Übersee'],
  ...[
    'Восток',
    'Αιγαίο',
    '東京',
    '北京',
    '서울',
    'النور',
    'Vltava',
    'Windmill',
    'Yeni',
    'Zephyr',
    'Oak',
    'Harbour',
    'Summit',
  ],
] as const

export const companyKinds = [
  ...[
    'Logistics',
    'Foods',
    'Textil',
    'Stavby',
    'Elektronik',
    'Pharma',
    'Consulting',
    'Shipping',
    'Werkzeuge',
    'Énergie',
  ],
  ...[
    'Bakery',
    'Metal',
    'Optics',
    'Trading',
    'Media',
    'Sağlık',
    'Nábytek',
    'Verlag',
    'Instruments',
    'Chemie',
    '商事',
    'Сервис',
  ],
] as const

export const legalForms = ['Ltd', 'GmbH', 's.r.o.', 'SARL', 'A.Ş.', 'Inc', 'AB', 'S.p.A.', '株式会社', 'ООО'] as const

/** What technical users and people call the tokens of systems. The first ones are the most common. */
export const systems = [
  ...['ERP export', 'Warehouse scanner', 'Reporting', 'Backup job', 'Invoice sync', 'Payroll', 'CRM connector', 'Shop'],
  ...['Label printer', 'Dashboard', 'Data lake', 'Mail gateway', 'Měření spotřeby', 'Lagerverwaltung', 'Comptabilité'],
  ...[
    'Üretim hattı',
    'Учёт товара',
    '在庫連携',
    'Price list',
    'Monitoring',
    'Nightly build',
    'Customs',
    'Scale',
    'Robot arm',
  ],
] as const

export const jobTitles = [
  'Buyer',
  'Accountant',
  'IT manager',
  'Vedoucí skladu',
  'Einkauf',
  'Directrice',
  'Satış',
] as const
export const environments = ['production', 'test', 'staging', 'pilot', 'zkušební', 'Abnahme'] as const

/** The listing of technical users. The form and the viewer speak the words of `users`. */
export const technicalUsers = {
  title: 'Teknik kullanıcılar',
  search: 'Teknik kullanıcılarda ara',
  new: 'Yeni teknik kullanıcı',
  list: 'Teknik kullanıcılar',
  empty: 'Henüz teknik kullanıcı yok',
  emptyHint: 'Teknik kullanıcı, API’yi kendi belirteçleriyle çağıran bir makine veya kurgusal bir hesaptır.',
  newHint: 'Makine veya kurgusal hesap: hiçbir zaman oturum açmaz ve rolü yoktur.',
  createToken: 'API belirteci oluştur',
  tokensOff: 'Teknik kullanıcı belirteçleri bu kurulumda kapalı.',
  token: {
    user: 'Kullanıcı',
    userHint: 'Bugün istihdamda olan teknik kullanıcılar.',
    name: 'Belirteç adı',
    dateHint: 'Tarih verilmezse bugünün sonuna kadar geçerlidir.',
  },
  columns: { employment: 'İstihdam' },
} as const

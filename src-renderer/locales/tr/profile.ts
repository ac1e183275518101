/** What operators see and change about themselves. */
export const profile = {
  title: 'Profilim',
  security: 'Güvenlik ayarları',
  details: 'Profil',
  saved: 'Profiliniz kaydedildi.',
  usernameHint: 'Değiştirilemez.',
  tokens: 'Kişisel API erişim belirteçleri',
  tokensHint: 'Bunlardan birini kullanan programlar sizin adınıza çalışır.',
  createToken: 'API belirteci oluştur',
  tokenName: 'Belirteç adı',
  authentication: 'Kimlik doğrulama',
  password: {
    title: 'Parolayı değiştir',
    current: 'Geçerli parola',
    new: 'Yeni parola',
    again: 'Yeni parola, bir daha',
    hint: 'En az 15 karakter. Art arda birkaç sözcük olabilir.',
    others: 'Oturumunuzun açık olduğu diğer her yerde oturumunuz kapatılır.',
    submit: 'Parolayı değiştir',
    changed: 'Parolanız değiştirildi. Diğer oturumlarınız sona erdi.',
  },
} as const

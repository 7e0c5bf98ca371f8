// Which passwords are too easy to guess.

/** The most common ones of at least eight characters, as the lists of leaked passwords rank them, in lower case. */
const COMMON: ReadonlySet<string> = new Set(
  (
    '12345678 123456789 1234567890 12345678910 123123123 987654321 9876543210 87654321 11111111 111111111 00000000 ' +
    '000000000 0000000000 22222222 88888888 99999999 12341234 12344321 11223344 112233445566 147258369 123654789 789456123 ' +
    '159753456 01234567 0123456789 123321123 1234qwer qwer1234 qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 ' +
    'qwertyui 1qaz2wsx 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 qazwsxedc zaq12wsx zxcvbnm1 asdfghjkl asdfghjk ' +
    'asdf1234 asdfasdf zxcvbnm123 abcd1234 abc12345 abcdefgh abcdefg1 a1b2c3d4 aa123456 aa12345678 a123456789 a12345678 ' +
    'password password1 password12 password123 password1234 password! password1! passw0rd p@ssw0rd p@ssword pass1234 ' +
    'passpass mypassword welcome1 welcome123 letmein1 letmein123 iloveyou iloveyou1 iloveyou2 sunshine sunshine1 princess ' +
    'princess1 football football1 baseball baseball1 basketball superman batman123 pokemon1 starwars whatever trustno1 ' +
    'computer internet samsung1 michelle jennifer jonathan anthony1 michael1 jordan23 charlie1 liverpool chelsea1 arsenal1 ' +
    'dragon123 monkey123 shadow123 master123 admin123 admin1234 administrator changeme changeme123 default1 secret123 ' +
    'test1234 testtest guest123 hello123 freedom1 blink182 corvette mercedes midnight mustang1 ashley123 babygirl butterfly ' +
    'loveyou1 lovelove chocolate elephant december november september october1 qqqqqqqq aaaaaaaa zzzzzzzz 1g2w3e4r'
  ).split(' '),
)

/** Why `password` may not be used for the account of `email`; undefined when it may. */
export function passwordFault(password: string, email: string): string | undefined {
  const plain = password.toLowerCase()
  if (COMMON.has(plain)) return 'is one of the most common passwords'
  if (plain === email || plain === email.split('@')[0]) return 'may not be your e-mail address'
  if (new Set(plain).size < 3) return 'is too simple'
  return undefined
}

/** The passwords of at least 12 characters that every guesser tries first. A short list on purpose: the limits do the rest. */
export const isCommonPassword = (password: string): boolean => {
  const plain = password.normalize('NFKC').toLowerCase()
  return common.has(plain) || new Set(plain).size <= 2 || isRun(plain) || isRepeated(plain)
}

const common: ReadonlySet<string> = new Set(
  `123456789012 1234567890123 qwertyuiop123 qwertyuiopasdf qwertyuiop[] passwordpassword password1234 password12345 password123456
  password123! passw0rd1234 p@ssw0rd1234 p@ssword1234 administrator administrator1 adminadmin123 admin1234567 admin12345678 welcome12345
  welcome123456 letmein12345 letmeinletmein iloveyou1234 iloveyouiloveyou changeme1234 changemechangeme changeme12345 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i
  q1w2e3r4t5y6 qazwsxedcrfv zaq12wsxcde3 zxcvbnmasdfghjkl asdfghjklqwerty asdfghjkl123 abcdefghijkl abcd12345678 abc123456789 a1b2c3d4e5f6
  trustno1trustno1 correcthorsebatterystaple monkey123456 dragon123456 football1234 baseball1234 superman1234 michael12345 princess1234 sunshine1234
  gatehouse123 gatehouse1234 gatehousegatehouse secretsecret secret123456 topsecret123 supersecret1 supersecret123 testtesttest testing12345 test12345678
  default12345 temporary123 temppassword newpassword1 newpassword123 mypassword123 yourpassword unknown12345 computer1234 internet1234 whatever1234`.split(
    /\s+/,
  ),
)

/** `abcdefghijkl`, `987654321098`. */
const isRun = (text: string): boolean => {
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0)
  const steps = new Set(codes.slice(1).map((code, index) => (code - (codes[index] ?? 0) + 10) % 10))
  return steps.size === 1 && /^\d+$/.test(text)
}

/** `hunter2hunter2`. */
const isRepeated = (text: string): boolean => /^(.{1,8})\1+$/u.test(text)

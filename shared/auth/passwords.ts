// Passwords of people: staff and shoppers alike.
import argon2 from '@node-rs/argon2'

/** An argon2id hash in PHC form, with the OWASP minimum of 19 MiB, 2 passes (Password Storage Cheat Sheet). */
export const hashPassword = (password: string): Promise<string> =>
  argon2.hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })

let nobodys: Promise<string> | undefined

/** Whether `password` is that of `storedHash`. Without a hash it is not, which takes as long to find out. */
export async function verifyPassword(
  storedHash: string | null | undefined,
  password: string,
): Promise<boolean> {
  nobodys ??= hashPassword('')
  const matches = await argon2.verify(storedHash ?? (await nobodys), password)
  return matches && typeof storedHash === 'string'
}
